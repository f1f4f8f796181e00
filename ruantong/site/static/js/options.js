/**
 * The item of a code list that a text means: by code, by name, or by both in any usual spelling,
 * by the same rules as ruantong/core/options.py.
 *
 * @typedef {{code: string, name: string}} Option
 */

const MOST_TOLD = 8;

/** Letters and digits only, half width, without case. @param {string} text */
export function folded(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** @type {WeakMap<readonly Option[], {code: string, bare: string, spellings: string[]}[]>} */
const indexed = new WeakMap();

/** @param {readonly Option[]} options */
function index(options) {
  const known = indexed.get(options);
  if (known !== undefined) return known;
  const made = options.map((option) => {
    const [code, name] = [folded(option.code), folded(option.name)];
    return { code: option.code, bare: code, spellings: [name, code + name, name + code] };
  });
  indexed.set(options, made);
  return made;
}

/**
 * The code of the one option that a text names: “3”, “私人控股”, “3 私人控股”, “3-私人控股”,
 * “（３）私人控股”, or a code whose leading zeros a spreadsheet has dropped; null when no option or
 * more than one answers to it.
 * @param {string} text
 * @param {readonly Option[]} options
 * @returns {string | null}
 */
export function optionMeant(text, options) {
  const wanted = folded(text);
  if (wanted === "") return null;
  const items = index(options);
  let named = items.filter((item) => item.bare === wanted);
  if (named.length === 0) named = items.filter((item) => item.spellings.includes(wanted));
  if (named.length === 0 && /^\p{Nd}+$/u.test(wanted)) {
    const bare = wanted.replace(/^0+/, "");
    named = items.filter((item) => item.bare.replace(/^0+/, "") === bare);
  }
  return named.length === 1 ? named[0].code : null;
}

/**
 * The codes that a list of several names, and the parts that name none of the options.
 * @param {string} text
 * @param {readonly Option[]} options
 */
export function optionsMeant(text, options) {
  const whole = optionMeant(text, options);
  if (whole !== null) return { codes: [whole], unknown: [] };
  /** @type {Set<string>} */
  const codes = new Set();
  /** @type {string[]} */
  const unknown = [];
  for (const part of text.split(/[;；,，、\t\r\n]+/).map((each) => each.trim())) {
    if (part === "") continue;
    const meant = optionMeant(part, options);
    const words = meant === null ? part.split(/\s+/).map((word) => optionMeant(word, options)) : [meant];
    if (words.includes(null)) unknown.push(part);
    else for (const word of words) codes.add(/** @type {string} */ (word));
  }
  return { codes: [...codes], unknown };
}

/**
 * What to say of a text that names none of the options.
 * @param {string} text
 * @param {readonly Option[]} options
 */
export function notAnOption(text, options) {
  const expected =
    options.length > MOST_TOLD
      ? `所列${options.length}项之一`
      : options.map(({ code, name }) => `${code} ${name}`).join("、");
  return `粘贴的“${text}”不在可选项中，应为${expected}，原有选择没有改动`;
}
