// Ends the run with one line that a script can count.
export default class {
  counts = {passed: 0, failed: 0, skipped: 0};
  errors = 0;

  onBegin(config, suite) {
    this.suite = suite;
  }

  onError() {
    this.errors++; // outside a test, such as a service that did not stop well
  }

  onEnd() {
    const {counts} = this;
    for (const test of this.suite?.allTests() ?? []) {
      if (test.ok() && test.results.some((result) => result.status !== 'skipped')) counts.passed++;
      else if (test.outcome() === 'skipped') counts.skipped++;
      else counts.failed++;
    }
    counts.failed += this.errors;
    const skipped = counts.skipped ? `, ${counts.skipped} skipped` : '';
    console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
  }
}
