/**
 * A test runner for Stryker: mutants are switched on and off in one process that stays warm, so that a
 * mutant costs a fraction of a second and not the start of a program. The tests are the engine's own
 * (tests/js/rules*.test.js) and replay.js; "node:test" only collects them here.
 *
 * A kill counts when the test passes again without the mutant: nothing of it may have stayed behind.
 */

import { readdirSync } from "node:fs";
import { register } from "node:module";
import { pathToFileURL } from "node:url";

import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from "@stryker-mutator/api/test-runner";

/** @type {any} what the instrumented modules look at */
const context = (/** @type {any} */ (globalThis).__stryker__ ??= {});

/** @type {Map<string, () => unknown>} */
const tests = new Map();
/** @type {any} */ (globalThis).collectTest = (/** @type {string} */ name, /** @type {() => unknown} */ body) => {
  if (tests.has(name)) throw new Error(`两个测试同名：${name}`);
  tests.set(name, body);
};

const COLLECT = "data:text/javascript,export const test = (name, body) => globalThis.collectTest(name, body);";
const RESOLVE = `export const resolve = (name, context, next) =>
  name === "node:test" ? { url: ${JSON.stringify(COLLECT)}, shortCircuit: true } : next(name, context);`;

class WarmRunner {
  capabilities() {
    return { reloadEnvironment: false };
  }

  init() {
    register(`data:text/javascript,${encodeURIComponent(RESOLVE)}`);
  }

  async dryRun() {
    await load();
    const done = await run([...tests.keys()], false);
    return { status: DryRunStatus.Complete, tests: done, mutantCoverage: context.mutantCoverage };
  }

  /** @param {any} options */
  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    const always = mutantActivation === "static";
    Object.assign(context, { hitCount: hitLimit === undefined ? undefined : 0, hitLimit });
    if (always) context.activeMutant = activeMutant.id;
    /** @type {any} */
    let result;
    try {
      await load();
      context.activeMutant = activeMutant.id;
      const done = await run(testFilter ?? [...tests.keys()], true);
      result = determineHitLimitReached(context.hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests: done };
    } catch (fault) {
      if (!always) throw fault;
      const told = { id: "load", name: "load", timeSpentMs: 0, status: TestStatus.Failed, failureMessage: String(fault) };
      result = { status: DryRunStatus.Complete, tests: [told] };
    } finally {
      Object.assign(context, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    }
    const outcome = toMutantRunResult(result, false);
    if (!always && "killedBy" in outcome) await passAgain(activeMutant.id, outcome.killedBy);
    return outcome;
  }
}

/** Loads the tests, each file once. */
async function load() {
  const root = pathToFileURL(`${process.cwd()}/`);
  const own = readdirSync(new URL("tests/js", root)).filter((name) => /^rules.*\.test\.js$/.test(name)).sort();
  for (const name of own) await import(new URL(`tests/js/${name}`, root).href);
  await import(new URL("tests/mutation/browser/replay.js", root).href);
}

/** @param {string[]} chosen @param {boolean} bail whether the first failure ends it */
async function run(chosen, bail) {
  const done = [];
  for (const id of chosen) {
    const began = performance.now();
    /** @type {any} */
    const result = { id, name: id, status: TestStatus.Success };
    context.currentTestId = id;
    try {
      await tests.get(id)?.();
    } catch (fault) {
      Object.assign(result, { status: TestStatus.Failed, failureMessage: String(fault) });
    }
    context.currentTestId = undefined;
    done.push({ ...result, timeSpentMs: performance.now() - began });
    if (bail && result.status === TestStatus.Failed) break;
  }
  return done;
}

/** @param {string} mutant @param {string[]} killers */
async function passAgain(mutant, killers) {
  const failed = (await run(killers, true)).find(({ status }) => status === TestStatus.Failed);
  if (failed !== undefined) throw new Error(`变异 ${mutant} 关闭以后，“${failed.name}”仍不通过：${failed.failureMessage}`);
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "warm", /** @type {any} */ (Object.assign(WarmRunner, { inject: [] })))];
