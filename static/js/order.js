// Moves the things of an order in place, by their buttons or by dragging. Without this file the buttons send the form.
"use strict";

for (const list of document.querySelectorAll("[data-order]")) {
	const said = list.parentElement.querySelector("[data-order-said]");
	const items = () => [...list.children];
	const buttons = (item) => [...item.querySelectorAll("button[name=move]")];

	const tidy = () => {
		items().forEach((item, place, all) => {
			item.querySelector(".order__n").textContent = place + 1;
			const [up, down] = buttons(item);
			up.disabled = place === 0;
			down.disabled = place === all.length - 1;
		});
	};

	const moved = (item) => {
		tidy();
		const values = {
			text: item.querySelector(".order__text").textContent.trim(),
			number: items().indexOf(item) + 1,
			count: items().length,
		};
		said.textContent = list.dataset.moved.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
		item.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
	};

	list.addEventListener("click", (event) => {
		const button = event.target.closest("button[name=move]");
		if (!button) return;
		event.preventDefault();
		const item = button.closest("li");
		const up = button.value.endsWith(":up");
		const other = up ? item.previousElementSibling : item.nextElementSibling;
		if (!other) return;
		if (up) other.before(item);
		else other.after(item);
		moved(item);
		// A button that cannot be pressed any more hands the focus to its neighbor.
		(button.disabled ? buttons(item).find((one) => !one.disabled) : button).focus();
	});

	let held = null;
	let from = -1;
	for (const item of items()) item.draggable = true;
	list.addEventListener("dragstart", (event) => {
		held = event.target.closest("li");
		from = items().indexOf(held);
		event.dataTransfer.effectAllowed = "move";
		event.dataTransfer.setData("text/plain", "");
		held.classList.add("is-held");
	});
	list.addEventListener("dragover", (event) => {
		const over = event.target.closest("li");
		if (!held || over?.parentElement !== list) return;
		event.preventDefault();
		if (over === held) return;
		// Past a third of a thing, seen from where the held one comes, the two change places.
		const box = over.getBoundingClientRect();
		const share = (event.clientY - box.top) / box.height;
		const down = held.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
		if (down && share > 1 / 3) over.after(held);
		else if (!down && share < 2 / 3) over.before(held);
	});
	list.addEventListener("drop", (event) => event.preventDefault());
	list.addEventListener("dragend", () => {
		held.classList.remove("is-held");
		if (items().indexOf(held) !== from) moved(held);
		held = null;
	});
}
