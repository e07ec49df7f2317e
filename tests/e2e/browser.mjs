// Chromium that does what it is told: each POST is one step in JSON, `{"do": "open", …}`, and is
// answered by `{"value": …}` or `{"error": "…"}`. Ends with its standard input.
import http from "node:http";
import { chromium } from "playwright-core";

const [port, executablePath] = process.argv.slice(2);
// Without a sandbox: it is not to be had in a container, and all that is opened is our own.
const launch = (...more) => chromium.launch({ executablePath, args: ["--no-sandbox", ...more] });
const browser = await launch();
// Switched off for one window alone, <noscript> would not be shown.
const withoutJavascript = await launch("--blink-settings=scriptEnabled=false");
let page = null;
let seen = { requests: [], complaints: [] };

const steps = {
  async open({ url, javascript = true, scheme = "light", width = 1280 }) {
    await page?.context().close();
    seen = { requests: [], complaints: [] };
    const context = await (javascript ? browser : withoutJavascript).newContext({
      colorScheme: scheme, viewport: { width, height: 900 },
    });
    page = await context.newPage();
    page.on("request", (request) => seen.requests.push(request.url()));
    page.on("pageerror", (error) => seen.complaints.push(String(error)));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) seen.complaints.push(message.text());
    });
    return (await page.goto(url)).status();
  },
  evaluate: ({ script }) => page.evaluate(script),
  fill: ({ selector, text }) => page.fill(selector, text),
  click: ({ selector }) => page.click(selector),
  press: ({ key }) => page.keyboard.press(key),
  follow: async ({ key }) => {
    await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
    return page.url();
  },
  // As it is put to those who do not see it: role, name and state of everything, indented.
  spoken: ({ selector }) => page.locator(selector).ariaSnapshot(),
  screenshot: ({ path }) => page.screenshot({ path, fullPage: true }).then(() => path),
  seen: () => seen,
};

async function answer(request, response) {
  let body = "";
  for await (const chunk of request) body += chunk;
  const step = JSON.parse(body);
  let reply;
  try {
    reply = { value: (await steps[step.do](step)) ?? null };
  } catch (error) {
    reply = { error: String(error) };
  }
  response.end(JSON.stringify(reply));
}

process.stdin.resume();
process.stdin.on("end", async () => {
  await Promise.all([browser.close(), withoutJavascript.close()]);
  process.exit(0);
});
http.createServer(answer).listen(Number(port), "127.0.0.1");
