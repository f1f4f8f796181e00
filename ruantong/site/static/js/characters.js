/**
 * Which characters are text, and how texts are made alike: the browser's copy of
 * ruantong/core/characters.py and text.py, because a browser's own tables are of any age.
 */

/** @type {[number, number][]} first and last code point of what is text */
export const TEXT_RANGES = [
  [0x20, 0x7e], [0xa0, 0x58f], [0x600, 0x6ff], [0x750, 0x77f], [0x8a0, 0x8ff], [0xe00, 0xfff],
  [0x1100, 0x11ff], [0x1800, 0x18af], [0x1950, 0x19df], [0x1a20, 0x1aaf], [0x1d00, 0x1fff],
  [0x2010, 0x2027], [0x2030, 0x205e], [0x2070, 0x20cf], [0x2100, 0x23ff], [0x2440, 0x2bff],
  [0x2c60, 0x2c7f], [0x2e00, 0x2fdf], [0x2ff0, 0x2fff], [0x3001, 0x33ff], [0x3400, 0x4dbf],
  [0x4dc0, 0x4dff], [0x4e00, 0x9fff], [0xa000, 0xa4ff], [0xa640, 0xa69f], [0xa700, 0xa7ff],
  [0xa960, 0xa97f], [0xaa60, 0xaadf], [0xac00, 0xd7ff], [0xf900, 0xfaff], [0xfb50, 0xfdcf],
  [0xfdf0, 0xfdff], [0xfe10, 0xfe1f], [0xfe30, 0xfefc], [0xff01, 0xffef], [0x11660, 0x1167f],
  [0x16f00, 0x16f9f], [0x1f000, 0x1faff], [0x20000, 0x2a6df], [0x2a700, 0x2b73f],
  [0x2b740, 0x2b81f], [0x2b820, 0x2ceaf], [0x2ceb0, 0x2ebef], [0x2ebf0, 0x2ee5f],
  [0x2f800, 0x2fa1f], [0x30000, 0x3134f], [0x31350, 0x323af],
];

/** @type {[number, number][]} marks that show nothing and are taken away */
export const MARK_RANGES = [
  [0xad, 0xad], [0x34f, 0x34f], [0x61c, 0x61c], [0x115f, 0x1160], [0x180e, 0x180e],
  [0x200b, 0x200f], [0x202a, 0x202d], [0x2060, 0x206f], [0x2800, 0x2800], [0x3164, 0x3164],
  [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xe0100, 0xe01ef],
];

// What str.split() takes for a blank.
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const ASCII = /^[\x20-\x7e]*$/;
const DOTS = /[\u2022\u2027\u2219\u22c5\u30fb]/g;
const DASHES = /[\u2010-\u2015\u2212]/g;

/** @param {number} code @param {[number, number][]} ranges in order */
function within(code, ranges) {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle][1] < code) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low][0] <= code;
}

/** @param {string} character */
export function isText(character) {
  const code = character.codePointAt(0) ?? 0;
  return within(code, TEXT_RANGES) && !within(code, MARK_RANGES);
}

/** Ideographs for which GBK had only a private-use code point. @type {Map<number, number>} */
const STANDARD = new Map([
  [0xe816, 0x20087], [0xe817, 0x20089], [0xe818, 0x200cc], [0xe81e, 0x9fb4], [0xe826, 0x9fb5],
  [0xe82b, 0x9fb6], [0xe82c, 0x9fb7], [0xe831, 0x215d7], [0xe832, 0x9fb8], [0xe83b, 0x2298f],
  [0xe843, 0x9fb9], [0xe854, 0x9fba], [0xe855, 0x241fe], [0xe864, 0x9fbb],
]);
/** @type {[number, number][]} */
const PRIVATE = [[0xe000, 0xf8ff], [0xf0000, 0xffffd], [0x100000, 0x10fffd]];
const PICTURES = 0x2400; // U+2400 stands for U+0000, and so on

/** What a character is that is no text, and what to do about it. @param {string} character */
function described(character) {
  const code = character.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  if (within(code, PRIVATE)) {
    const standard = STANDARD.get(code);
    const known = standard && `“${String.fromCodePoint(standard)}”（U+${standard.toString(16).toUpperCase()}）`;
    return `自造字（${name}），换一台计算机就不能显示，请改用国家标准（GB 18030）编码的${known || "汉字"}`;
  }
  if (code === 0 || code === PICTURES) return "空字符（NUL），请删去";
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || (code > PICTURES && code <= PICTURES + 0x21)) {
    return `控制字符（${name}），请删去`;
  }
  if (code === 0x202e) {
    return `改变文字方向的控制符（${name}），会使显示的内容与实际不同，请删去后重新录入`;
  }
  if ((code >= 0xd800 && code < 0xe000) || code === 0xfffd) return "乱码（不成字的编码），请重新录入这个字";
  return `不在国家标准（GB 18030—2022）字符集中的字符（${name}），请改用标准字符`;
}

/** Names the first character of a line that is no text; "" when all are. @param {string} text */
export function characterFault(text) {
  if (ASCII.test(text)) return "";
  const characters = [...text];
  const place = characters.findIndex((character) => !isText(character));
  return place < 0 ? "" : `第${place + 1}个字是${described(characters[place])}`;
}

/** @param {string} text */
export function withoutMarks(text) {
  if (ASCII.test(text)) return text;
  return [...text].filter((c) => !within(c.codePointAt(0) ?? 0, MARK_RANGES)).join("");
}

/** @param {string} text @param {string} between */
export function blanksJoined(text, between = " ") {
  return text.split(BLANKS).filter((part) => part !== "").join(between);
}

/** A text of one line as it is kept. @param {string} text */
export function oneLine(text) {
  return blanksJoined(withoutMarks(text).normalize("NFC"));
}

/** What two texts have in common that a reader takes for the same. @param {string} text */
export function fold(text) {
  const plain = ASCII.test(text) ? text : withoutMarks(text.normalize("NFKC"));
  return blanksJoined(plain, "")
    .replace(DOTS, "\u00b7")
    .replace(DASHES, "-")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
