// Comfort for those whose browser runs scripts; without it every page works the same.
"use strict";

const words = document.body.dataset;

for (const link of document.querySelectorAll("a.leave")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href); // the talk is not one step back in the history
  });
}

for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
});

if (navigator.clipboard) {
  for (const link of document.querySelectorAll("main a.tel, main a.link")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.setAttribute("aria-label", `${words.copy}: ${link.textContent}`);
    const said = link.classList.contains("tel") ? link.href.slice("tel:".length) : link.href;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(said);
      button.textContent = words.copied;
      button.setAttribute("aria-label", `${words.copied}: ${link.textContent}`);
    });
    link.after(button);
  }
}

// A list of suggestions under the field of the municipality, which also finds "aanekoski".
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const MOST = 8;

function suggest(input) {
  const names = Array.from(document.getElementById(input.getAttribute("list")).options, (each) => each.value);
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let active = -1;
  input.removeAttribute("list");
  list.id = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  told.className = "unseen";
  told.setAttribute("role", "status");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  input.after(list, told);

  function mark(index) {
    active = index;
    Array.from(list.children, (each, number) => each.setAttribute("aria-selected", String(number === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  }

  function show(found) {
    list.replaceChildren(...found.map((name, index) => {
      const item = document.createElement("li");
      item.id = `suggestion${index}`;
      item.setAttribute("role", "option");
      item.textContent = name;
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(name));
      return item;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(-1);
  }

  function take(name) {
    input.value = name;
    show([]);
    input.form.requestSubmit();
  }

  input.addEventListener("input", () => {
    const typed = plain(input.value.trim());
    const begins = names.filter((name) => typed && plain(name).startsWith(typed));
    const holds = names.filter((name) => typed.length > 2 && plain(name).includes(typed) && !begins.includes(name));
    const found = [...begins, ...holds].slice(0, MOST);
    show(found);
    told.textContent = typed ? input.dataset.suggestions.replace("{count}", found.length) : "";
  });
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "ArrowDown" && count) mark((active + 1) % count);
    else if (event.key === "ArrowUp" && count) mark(active > 0 ? active - 1 : count - 1);
    else if (event.key === "Escape" && count) show([]);
    else if (event.key === "Enter" && active >= 0) take(list.children[active].textContent);
    else return;
    event.preventDefault();
  });
}

for (const input of document.querySelectorAll("input[list]")) suggest(input);
