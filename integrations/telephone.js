// Two simulated phones: what is typed goes to a provider's stand-in, which tells the product.
"use strict";

const PHONES = [
  { slug: "notify", channel: "sms", title: "Text messages", extras: false },
  { slug: "whatsapp", channel: "whatsapp", title: "WhatsApp", extras: true },
];
const EVERY = 700;
const PIN = { lat: 53.4096, lng: -2.1602 };

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

class Phone {
  constructor(kind, at) {
    this.kind = kind;
    this.shown = 0;
    this.section = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    this.section.classList.add(kind.channel);
    this.section.setAttribute("aria-label", kind.title);
    this.find("h2").textContent = kind.title;
    this.find(".number").value = `07700 90012${at + 3}`;
    this.find(".text").id = `text-${kind.slug}`;
    this.find(".quiet").htmlFor = `text-${kind.slug}`;
    this.find(".thread").setAttribute("aria-label", `${kind.title}: messages`);
    this.find(".more").hidden = !kind.extras;
    this.find(".write").addEventListener("submit", (event) => this.write(event));
    this.find(".number").addEventListener("change", () => this.empty());
    this.find(".pin").addEventListener("click", () => this.send({ location: PIN }));
    this.find(".voice").addEventListener("click", () => this.send({ kind: "audio" }));
    this.find(".photo").addEventListener("change", (event) => this.photo(event));
    document.querySelector("main").append(this.section);
    this.look();
  }

  find(what) { return this.section.querySelector(what); }

  get url() {
    const number = this.find(".number").value.replace(/\s/g, "");
    return `/_standin/${this.kind.slug}/phones/${encodeURIComponent(number)}`;
  }

  empty() {
    this.shown = 0;
    this.find(".thread").replaceChildren();
  }

  async write(event) {
    event.preventDefault();
    const field = this.find(".text");
    const text = field.value;
    if (!text.trim()) return;
    field.value = "";
    await this.send({ text });
  }

  async photo(event) {
    const [file] = event.target.files;
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    event.target.value = "";
    await this.send({ photo: btoa(binary) });
  }

  async send(content) {
    const answer = await fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(content),
    });
    this.find(".trouble").textContent = answer.ok ? "" : (await answer.json()).detail || "It was not sent.";
    await this.refresh();
  }

  async look() {
    try {
      await this.refresh();
      this.find(".trouble").textContent = "";
    } catch {
      this.find(".trouble").textContent = "The stand-ins do not answer.";
    }
    setTimeout(() => this.look(), EVERY);
  }

  async refresh() {
    const told = await (await fetch(this.url)).json();
    this.find(".line").textContent = `Council: ${told.council}`;
    if (told.messages.length < this.shown) this.empty();
    for (const message of told.messages.slice(this.shown)) this.show(message);
    this.shown = told.messages.length;
  }

  show(message) {
    const mine = message.from === "phone";
    const item = element("li", message.text, mine ? "mine" : "council");
    if (message.choices && message.choices.length) item.append(this.choices(message.choices));
    const thread = this.find(".thread");
    thread.append(item);
    thread.scrollTop = thread.scrollHeight;
  }

  choices(offered) {
    const box = element("div", "", "choices");
    for (const one of offered) {
      const button = element("button", one.title);
      button.type = "button";
      if (one.detail) button.append(element("small", one.detail));
      button.addEventListener("click", () => this.send({ choice: one.id, title: one.title, list: one.list }));
      box.append(button);
    }
    return box;
  }
}

PHONES.forEach((kind, at) => new Phone(kind, at));
