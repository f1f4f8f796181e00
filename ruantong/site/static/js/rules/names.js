/** Names of cells, as ruantong/returns/cells.py gives them. @typedef {import("./model.js").Model} Model */

/**
 * “软统企6表 2020 软件业务收入合计（本年本期累计）”; the bare reference when unknown.
 * @param {Model} model @param {string} ref
 */
export function cellName(model, ref) {
  const [first, last] = [ref.indexOf("."), ref.lastIndexOf(".")];
  const [middle, key] = [ref.slice(first + 1, last), ref.slice(last + 1)];
  const form = model.forms.get(ref.slice(0, first));
  if (form === undefined) return ref;
  if (middle === "head") return `${form.number} ${form.heads.get(key)?.name ?? ref}`;
  const line = /^(.+)\[([0-9]+)\]$/.exec(middle);
  if (line !== null) {
    const group = form.groups.get(line[1]);
    return `${form.number} ${group?.name ?? ref}第${line[2]}行“${group?.columns.get(key)?.name ?? key}”`;
  }
  const row = form.rows.get(middle);
  if (row === undefined) return `${form.number} ${ref}`;
  const column = form.columns.size > 1 ? `（${form.columns.get(key)?.name ?? key}）` : "";
  return `${form.number} ${middle.split(".")[0]} ${row.name}${column}`;
}
