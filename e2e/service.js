// The program under test, with a database and a mail server of its own.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';

import {binary} from './build.js';
import {MailServer} from './mailserver.js';

export class Service {
  static running = new Set();

  log = '';
  secrets = new Set(); // what must never stand in the log
  administrator = null; // name, email and password, once there is one
  mail = new MailServer();

  static async start({demo = false, smtp = true, undoWithin = '0s', settings = {}} = {}) {
    const service = new Service();
    service.directory = await mkdtemp(path.join(tmpdir(), 'alliance-e2e-'));
    const smtpPort = await service.mail.start();
    await service.launch(demo ? ['serve', '--demo'] : ['serve'], {
      ALLIANCE_HTTP_LISTEN: '127.0.0.1:0', // any free port; the program prints the address
      ALLIANCE_DATABASE_DSN: path.join(service.directory, 'alliance.db'),
      ALLIANCE_MAIL_FROM: 'Alliance <alliance@alliance.example>',
      ALLIANCE_LOG_FORMAT: 'json',
      ALLIANCE_HTTP_PAGE_STALE: '0s', // a page that was just changed is read at once
      ALLIANCE_LIMITS_SIGN_INS_PER_ACCOUNT_PER_HOUR: '1000', // the tests share one account
      ALLIANCE_MODERATION_UNDO_WITHIN: undoWithin, // mails about decisions leave at once but where a test says otherwise
      ...smtp && {
        ALLIANCE_MAIL_SMTP_HOST: '127.0.0.1',
        ALLIANCE_MAIL_SMTP_PORT: String(smtpPort),
        ALLIANCE_MAIL_SMTP_TLS: 'none',
      },
      ...settings,
    });
    return service;
  }

  async launch(args, settings) {
    this.process = spawn(binary, args, {
      env: {PATH: process.env.PATH, HOME: this.directory, ...settings}, stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exit = once(this.process, 'exit');
    this.process.stderr.setEncoding('utf8').on('data', (text) => { this.log += text; });
    for await (const line of createInterface({input: this.process.stdout})) {
      this.invitation ??= line.match(/http\S+\/moderation\/invitation\/\S+/)?.[0];
      this.url = line.match(/^Serving (\S+)/)?.[1];
      if (!this.url) continue;
      Service.running.add(this);
      return;
    }
    throw new Error(`the program did not start:\n${this.log}`);
  }

  /** Asks the program to stop, and gives its exit code. */
  async stop() {
    this.process.kill('SIGTERM');
    const [code] = await this.exit;
    Service.running.delete(this);
    await this.mail.stop();
    await rm(this.directory, {recursive: true});
    return code;
  }

  /** Notes what must never stand in the log, and gives it back. */
  keepSecret(text) {
    this.secrets.add(text);
    return text;
  }

  leaked() {
    return [...this.secrets].filter((secret) => this.log.includes(secret));
  }
}
