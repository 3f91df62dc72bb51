// Builds the program that the tests start, once.
import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';

export const binary = fileURLToPath(new URL('results/alliance', import.meta.url));

export default function build() {
  execFileSync('go', ['build', '-o', binary, '.'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'inherit',
  });
}
