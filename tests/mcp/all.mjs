import { Checks } from './checks.mjs';
import { startStack } from './stack.mjs';
import { printTranscript, runLifeChecks, runSdkChecks } from './sdk_client.mjs';
import { runRawChecks } from './raw_checks.mjs';
import { runInspectorChecks } from './inspector.mjs';
import { runConformance } from './conformance.mjs';

const checks = new Checks();
const stack = await startStack();
try {
  await runSdkChecks(checks, stack);
  await runLifeChecks(checks, stack);
  await runRawChecks(checks, stack);
  await runInspectorChecks(checks, stack);
  await runConformance(checks, stack);
  await printTranscript(stack);
} finally {
  await stack.stop();
}
console.log(
  `\nmcp: ${checks.passed + checks.failed.length} checks, ${checks.passed} passed, ${checks.failed.length} failed`,
);
for (const name of checks.failed) console.log(`  failed: ${name}`);
process.exit(checks.failed.length === 0 && checks.passed > 0 ? 0 : 1);
