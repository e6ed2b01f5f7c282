// A browser without a window: cookies per host, redirects, links by their words, plain forms.

const MOST_REDIRECTS = 10;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#34": '"', "#39": "'", "#x27": "'" };

export class Browser {
  #jars = new Map();

  async open(url, until) {
    return this.#follow(await this.#send(url), until);
  }

  async click(page, words) {
    const links = page.html.matchAll(/<a\b([^>]*)>(.*?)<\/a>/gs);
    for (const [, attributes, inside] of links) {
      if (textOf(inside) !== words) continue;
      return this.open(new URL(attribute(attributes, "href"), page.url));
    }
    throw new Error(`no link says ${words}:\n${page.html}`);
  }

  async press(page, name, value, until) {
    const [, attributes, inside] = page.html.match(/<form\b([^>]*)>(.*?)<\/form>/s);
    const fields = new URLSearchParams();
    for (const [, input] of inside.matchAll(/<input\b([^>]*)>/g)) {
      fields.append(attribute(input, "name"), attribute(input, "value") ?? "");
    }
    const buttons = [...inside.matchAll(/<button\b([^>]*)>/g)].map(([, button]) => button);
    const isMeant = (button) =>
      attribute(button, "name") === name && attribute(button, "value") === value;
    if (!buttons.some(isMeant)) throw new Error(`no button ${name}=${value}:\n${page.html}`);
    fields.set(name, value);
    const action = new URL(attribute(attributes, "action") ?? "", page.url);
    return this.#follow(await this.#send(action, { method: "POST", body: fields }), until);
  }

  // A page, or the address on the app's side that the last redirect leads to.
  async #follow(answer, until) {
    for (let count = 0; count < MOST_REDIRECTS; count += 1) {
      const told = answer.headers.get("location");
      if (told === null) return { url: answer.url, html: await answer.text() };
      const there = new URL(told, answer.url);
      if (until !== undefined && there.href.startsWith(until)) return { url: there.href };
      answer = await this.#send(there);
    }
    throw new Error(`redirected too often, last to ${answer.url}`);
  }

  async #send(url, options = {}) {
    const jar = this.#jarOf(new URL(url).hostname);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = cookie ? { cookie } : {};
    const answer = await fetch(url, { ...options, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      if (/;\s*max-age=0\b/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  #jarOf(host) {
    if (!this.#jars.has(host)) this.#jars.set(host, new Map());
    return this.#jars.get(host);
  }
}

const attribute = (attributes, name) => {
  const found = attributes.match(new RegExp(`(?:^|\\s)${name}\\s*=\\s*"([^"]*)"`));
  return found ? unescape(found[1]) : undefined;
};

const textOf = (html) => unescape(html.replace(/<[^>]*>/g, "")).replace(/\s+/g, " ").trim();

const unescape = (text) => text.replace(/&([^;]+);/g, (whole, name) => ENTITIES[name] ?? whole);
