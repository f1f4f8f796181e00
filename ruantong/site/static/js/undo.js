/** Steps back: each step is what one commit or one paste replaced. */

const LONGEST = 100;

/** A stack of replaced texts by cell reference. */
export class History {
  constructor() {
    /** @type {Map<string, string>[]} */
    this.steps = [];
  }

  /** @param {Iterable<[string, string]>} replaced */
  push(replaced) {
    const step = new Map(replaced);
    if (step.size === 0) return;
    this.steps.push(step);
    if (this.steps.length > LONGEST) this.steps.shift();
  }

  /** @returns {Map<string, string> | undefined} */
  pop() {
    return this.steps.pop();
  }

  get empty() {
    return this.steps.length === 0;
  }
}
