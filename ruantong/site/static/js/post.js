/** Requests of the page to its own platform. Status 0 means: no answer. */

/** @typedef {import("./autosave.js").Answer} Answer */

const TIMEOUT = 15000;
// what a browser still sends for a page that is gone may be 64 KiB long
const LONGEST_KEPT_ALIVE = 60000;

/** The token of now: after a new login in another window the one in the page is stale. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? "";
}

/** @param {string} address @param {unknown} content @returns {Promise<Answer>} */
export function postJson(address, content) {
  return post(address, JSON.stringify(content), { "Content-Type": "application/json" });
}

/**
 * @param {string} address
 * @param {string} body
 * @param {Record<string, string>} headers
 * @returns {Promise<Answer>}
 */
async function post(address, body, headers) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), TIMEOUT);
  try {
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { ...headers, Accept: "application/json", "X-CSRFToken": csrfToken() },
      keepalive: new Blob([String(body)]).size <= LONGEST_KEPT_ALIVE,
      signal: patience.signal,
    });
    return { status: answer.status, body: await bodyOf(answer) };
  } catch {
    return { status: 0, body: null };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Response} answer */
async function bodyOf(answer) {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}
