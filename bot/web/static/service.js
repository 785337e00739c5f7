// Talking to the service: a request that fails becomes an Error whose message is for people.

const PATIENCE = 20000; // milliseconds until a request counts as lost
const RETRY_LATER = "提问的人有点多，请过一会儿再试。";
const UNREACHABLE = "没有连上，可能是网络断了。您的问题还在，连上网后点“重试”。";
const BROKEN = "服务出了点问题，您的问题还在，请稍后点“重试”。";

export async function request(path, body) {
  const headers = { "Content-Type": "application/json" };
  const options = body ? { method: "POST", headers, body: JSON.stringify(body) } : {};
  if (AbortSignal.timeout) options.signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(path, options).catch(() => { throw new Error(UNREACHABLE); });
  // What stands between us and the service may answer in its own words, which aren't JSON.
  const data = await response.json().catch(() => null);
  if (response.ok && data) return data;
  if ([429, 503].includes(response.status)) throw new Error(data?.error ?? RETRY_LATER);
  if (response.status < 500 && data?.error) throw new Error(data.error);
  throw new Error(BROKEN + (data?.reference ? `（编号 ${data.reference}）` : ""));
}
