/**
 * Stands between the browser and the platform for whoever chose 在本机暂存（加密）, and only when the network
 * does not answer: a form that is being left stays as it is, and any other page is said to be out of reach (docs/adr/0125).
 * It keeps nothing. A classic script of its own, since not every browser takes a worker made of modules.
 */

const AWAY = [502, 503, 504];
const PATIENCE = 1500;
const SAID = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="20"><title>网络不通</title></head>
<body><main><h1>网络不通，这一页暂时打不开</h1>
<p>已保存到平台的内容不受影响。没有送到平台、已加密存在本机的，联网后打开该表时可以恢复；登录结束后不能再恢复。</p>
<p>本页每20秒自动再试一次。</p></main></body></html>`;

const worker = /** @type {any} */ (globalThis);

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  if (event.request.mode === "navigate") event.respondWith(opened(event.request));
});

/** @param {Request} request */
async function opened(request) {
  const answer = await fetch(request).catch(() => null);
  if (answer !== null && !AWAY.includes(answer.status)) return answer;
  // without content the browser leaves the page that stands where it is
  if (await somebodyStays()) return new Response(null, { status: 204 });
  if (answer !== null) return answer;
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'" };
  return new Response(SAID, { status: 503, headers });
}

/** Whether the page that is being left is a form that can be typed on. */
async function somebodyStays() {
  const pages = await worker.clients.matchAll({ type: "window" });
  const answers = pages.map(
    (/** @type {any} */ page) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data === true);
        setTimeout(() => resolve(false), PATIENCE);
        page.postMessage("leaving?", [port2]);
      }),
  );
  return (await Promise.all(answers)).includes(true);
}
