// A list of named checks with a count at the end; a check that throws has failed.
export class Checks {
  passed = 0;
  failed = [];
  async check(name, body) {
    try {
      await body();
      this.passed++;
      console.log(`ok    ${name}`);
    } catch (error) {
      this.failed.push(name);
      console.log(`FAIL  ${name}: ${String(error.message).split('\n')[0]}`);
    }
  }
}
export function assert(condition, message) {
  if (!condition) throw new Error(message);
}
