/** Passkeys: asks the browser to make or to use one, and sends its answer with the form. */

import { postJson } from "./post.js";

/** @typedef {{ name: string, message: string }} Fault */

const UNSUPPORTED = "此浏览器不支持通行密钥，请换用较新的浏览器，或用其他方式登录。";
const NO_ANSWER = "平台没有应答，请检查网络后重试。";
/** @type {Record<string, string>} */
const SAID = {
  NotAllowedError: "没有完成：已取消、已超时，或这台设备没有可用的通行密钥。请重试。",
  InvalidStateError: "这台设备已经登记过，不必再次登记。",
  SecurityError: "浏览器不允许在本网址使用通行密钥，请用平台的域名访问。",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (form instanceof HTMLFormElement) attach(form);
}

/** @param {HTMLFormElement} form */
function attach(form) {
  const said = form.querySelector("[data-said]");
  const button = form.querySelector("button[type=submit]");
  const box = form.elements.namedItem("passkey");
  if (!(button instanceof HTMLButtonElement) || !(box instanceof HTMLInputElement)) return;
  /** @param {string} text */
  const say = (text) => {
    if (said !== null) said.textContent = text;
  };
  if (!("PublicKeyCredential" in window)) {
    button.disabled = true;
    return say(UNSUPPORTED);
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    try {
      say("请按浏览器的提示操作……");
      box.value = JSON.stringify(await answerOf(form));
      form.submit();
    } catch (fault) {
      const { name, message } = /** @type {Fault} */ (fault);
      say(SAID[name] ?? message);
      button.disabled = false;
      button.focus();
    }
  });
}

/** @param {HTMLFormElement} form */
async function answerOf(form) {
  const { status, body } = await postJson(form.dataset.options ?? "", {});
  if (status !== 200) throw new Error(body?.message ?? NO_ANSWER);
  const options = withBytes(body.publicKey);
  const credential =
    form.dataset.passkey === "make"
      ? await navigator.credentials.create({ publicKey: options })
      : await navigator.credentials.get({ publicKey: options });
  if (!(credential instanceof PublicKeyCredential)) throw new Error(UNSUPPORTED);
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response: responseOf(credential.response),
  };
}

/** The options with bytes where JSON has text. @param {any} options */
function withBytes(options) {
  const found = { ...options, challenge: bytesOf(options.challenge) };
  if (options.user) found.user = { ...options.user, id: bytesOf(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (!options[list]) continue;
    found[list] = options[list].map((/** @type {{ id: string }} */ one) => ({ ...one, id: bytesOf(one.id) }));
  }
  return found;
}

/** @param {AuthenticatorResponse} response */
function responseOf(response) {
  const clientDataJSON = textOf(response.clientDataJSON);
  if (response instanceof AuthenticatorAttestationResponse) {
    return { clientDataJSON, attestationObject: textOf(response.attestationObject) };
  }
  const { authenticatorData, signature } = /** @type {AuthenticatorAssertionResponse} */ (response);
  return { clientDataJSON, authenticatorData: textOf(authenticatorData), signature: textOf(signature) };
}

/** base64url, as WebAuthn writes bytes in JSON. @param {ArrayBuffer} bytes */
function textOf(bytes) {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text */
function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}
