// The page: one screen at a time, named by the fragment, drawn from the session.

import { Engine } from "./engine.js";
import { announce } from "./dom.js";
import { keys } from "./keys.js";
import { parse, to } from "./route.js";
import { countRequests } from "./sent.js";
import { Session } from "./session.js";
import { speak, t } from "./words.js";
import { screens } from "./views/screens.js";

/**
 * @typedef {object} Page
 * @property {Session} session
 * @property {{ screen: string, id: string, params: Record<string, string> }} route
 * @property {(href: string) => void} go
 */

const engine = new Engine();
const session = new Session(engine);
const main = document.getElementById("main");
const bar = document.querySelector("nhi-bar");
const working = document.querySelector("nhi-working");

let route = parse(location.hash);
let element = null;

const page = { session, route, go };

function go(href) {
  if (href === location.hash) {
    arrive();
  } else {
    location.hash = href;
  }
}

/** Draws what belongs on the screen; another element where another region takes over. */
function draw() {
  speak(route.params.lang);
  const screen = screens(page);
  bar.show(page);
  working.show(page);
  if (element?.localName !== screen) {
    element = document.createElement(screen);
    main.replaceChildren(element);
  }
  element.show(page);
  document.title = `${heading()?.textContent ?? ""} · nhimap`.replace(/^ · /, "");
}

function heading() {
  return main.querySelector("[data-heading]") ?? main.querySelector("h1");
}

/** After a step to another place: its heading takes the focus, so that whoever hears the page is told. */
function arrive() {
  const before = route;
  route = parse(location.hash);
  page.route = route;
  if (before.screen !== route.screen || before.id !== route.id) {
    session.told = session.told?.kind === "moved" ? null : session.told;
  }
  draw();
  const target = element.arrived?.(before) ?? heading();
  if (target) {
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: target.localName === "h1" ? "end" : "start" });
    if (target.localName === "h1") {
      scrollTo(0, 0);
    }
  }
}

addEventListener("hashchange", arrive);
session.addEventListener("change", draw);
session.addEventListener("progress", () => {
  main.setAttribute("aria-busy", String(session.busy));
  working.show(page);
});

// The whole window takes files, on every screen, and so does paste.
const takesFiles = (event) => event.dataTransfer?.types.includes("Files");

addEventListener("dragover", (event) => {
  if (takesFiles(event)) {
    event.preventDefault();
    document.body.classList.add("over");
  }
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) {
    document.body.classList.remove("over");
  }
});
addEventListener("drop", (event) => {
  document.body.classList.remove("over");
  if (takesFiles(event)) {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  }
});
addEventListener("paste", (event) => {
  if (event.target.closest?.("input, textarea")) {
    return;
  }
  const files = [...event.clipboardData.files];
  const text = event.clipboardData.getData("text/plain");
  if (files.length > 0) {
    take(files);
  } else if (text.includes("\n")) {
    take([new File([text], t("start.pastedName"), { type: "text/plain" })]);
  }
});

/** Takes files and shows what they were understood as. */
async function take(files) {
  if (files.length === 0) {
    return;
  }
  // A screen may take files for something else than an assessment.
  if (element?.takes) {
    element.takes(files);
    return;
  }
  const adding = session.add(files);
  go(to("files"));
  await adding;
  announce(t("files.announce", { files: session.readable.length, of: session.files.length }));
}
page.take = take;

keys(page);
draw();
// The page is loaded when its module is; from here on every request would be one too many.
engine.ready().then(countRequests, (error) => session.failed(error));
