// Lets the arrow keys go from word to word, with one stop for the tab key. Without this file each word is a checkbox.
"use strict";

for (const unit of document.querySelectorAll("[data-unit]")) {
	const boxes = [...unit.querySelectorAll("[data-words] input:not(:disabled)")];
	if (!boxes.length) continue;
	unit.querySelector("[data-words-help]")?.removeAttribute("hidden");

	const stop = (box) => boxes.forEach((one) => (one.tabIndex = one === box ? 0 : -1));
	stop(boxes.find((box) => box.checked) ?? boxes[0]);

	// The nearest word of the next line in a direction.
	const beside = (box, way) => {
		const here = box.getBoundingClientRect();
		const lines = boxes
			.map((one) => ({ one, at: one.getBoundingClientRect() }))
			.filter(({ at }) => (way > 0 ? at.top > here.top + here.height / 2 : at.top < here.top - here.height / 2));
		const tops = lines.map(({ at }) => at.top);
		const next = way > 0 ? Math.min(...tops) : Math.max(...tops);
		return lines
			.filter(({ at }) => Math.abs(at.top - next) < here.height / 2)
			.sort((a, b) => Math.abs(a.at.left - here.left) - Math.abs(b.at.left - here.left))[0]?.one;
	};

	unit.addEventListener("keydown", (event) => {
		const place = boxes.indexOf(event.target);
		if (place < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
		const to = {
			ArrowRight: () => boxes[place + 1],
			ArrowLeft: () => boxes[place - 1],
			ArrowDown: () => beside(boxes[place], 1),
			ArrowUp: () => beside(boxes[place], -1),
			Home: () => boxes[0],
			End: () => boxes.at(-1),
		}[event.key];
		if (!to) return;
		event.preventDefault();
		to()?.focus();
	});
	unit.addEventListener("focusin", (event) => boxes.includes(event.target) && stop(event.target));
}
