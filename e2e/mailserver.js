// A real SMTP server that keeps the mails it is given; independent of the mail library under test.
import {EventEmitter, once} from 'node:events';
import {text as readText} from 'node:stream/consumers';

import {simpleParser} from 'mailparser';
import {SMTPServer} from 'smtp-server';

const PATIENCE = 15_000; // ms

export class MailServer {
  unread = [];
  arrival = new EventEmitter();

  constructor() {
    this.server = new SMTPServer({
      authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], disableReverseLookup: true,
      onData: (stream, session, done) => this.keep(stream, session).then(() => done(), done),
    });
    this.server.on('error', () => {}); // a client that breaks off
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this.server.server.address().port;
  }

  stop() {
    return new Promise((resolve) => this.server.close(resolve));
  }

  async keep(stream, session) {
    const raw = await readText(stream);
    const recipients = session.envelope.rcptTo.map(({address}) => address);
    this.unread.push({...await simpleParser(raw), raw, recipients});
    this.arrival.emit('mail');
  }

  /** Gives the oldest mail to the address that was not read yet, and waits for it. */
  async read(address) {
    const signal = AbortSignal.timeout(PATIENCE);
    for (;;) {
      const index = this.unread.findIndex(({recipients}) => recipients.includes(address));
      if (index >= 0) return this.unread.splice(index, 1)[0];
      await once(this.arrival, 'mail', {signal}).catch(() => {
        throw new Error(`no mail to ${address} within ${PATIENCE / 1000} s`);
      });
    }
  }
}
