/* The map to drag: Leaflet in place of the server’s drawing, with the same question, marks and list.

It asks for what is in view (data-cells) after each move; the address keeps the view. Without this script, or where
anything it needs is missing, the drawing with its links stays. */

import { area } from "./map_area.js";
import { borders } from "./map_borders.js";
import { marks } from "./map_marks.js";

const L = window.L;
const CLOSE = 0.005; // of the view: so much less stands in the address, so that rounding does not widen it
const PATIENCE = 150; // ms without a move before asking

function edges(bounds) {
  const height = (bounds.getNorth() - bounds.getSouth()) * CLOSE;
  const width = (bounds.getEast() - bounds.getWest()) * CLOSE;
  return [
    Math.max(-90, bounds.getSouth() + height),
    Math.max(-180, bounds.getWest() + width),
    Math.min(90, bounds.getNorth() - height),
    Math.min(180, bounds.getEast() - width),
  ].map((edge) => edge.toFixed(4)).join(",");
}

function boundsOf(text) {
  const [south, west, north, east] = text.split(",").map(Number);
  return L.latLngBounds([south, west], [north, east]);
}

function start(figure) {
  const canvas = figure.querySelector("[data-map-canvas]");
  const drawing = canvas.querySelector("svg");
  const said = figure.querySelector("[data-map-said]");
  const list = document.querySelector("[data-map-list]");
  const words = figure.dataset;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const room = document.createElement("div");
  room.className = "map-room";
  canvas.append(room);
  canvas.classList.add("map-scripted");
  const map = L.map(room, {
    attributionControl: false,
    zoomControl: false,
    minZoom: Number(words.least),
    maxZoom: Number(words.most),
    zoomSnap: 0.5,
    zoomDelta: 1,
    fadeAnimation: !calm,
    zoomAnimation: !calm,
    markerZoomAnimation: !calm,
    inertia: !calm,
    maxBounds: [[-85, -180], [85, 180]],
    maxBoundsViscosity: 1,
    renderer: L.svg({ padding: 0.3 }),
  });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  room.setAttribute("role", "region");
  room.setAttribute("aria-label", words.label);
  const drawn = marks(map, words, calm);
  const whole = boundsOf(words.box);
  map.fitBounds(whole, { animate: false });
  let waiting = 0;
  let asking = null;

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const box = edges(map.getBounds());
    const address = `${words.cells}&box=${box}&zoom=${Math.floor(map.getZoom())}`;
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      drawn.show(found);
      list.innerHTML = found.list;
      say(found.said);
      keep(box);
      drawing?.remove();
      figure.dataset.ready = "true";
      figure.dataset.asked = "true";
    } catch (error) {
      if (error.name !== "AbortError") say(words.failed);
    }
  }

  function begin() {
    // What the server has drawn, so that nobody waits for the first answer.
    drawn.show({ squares: JSON.parse(words.first), pins: [] });
    drawing?.remove();
    figure.dataset.ready = "true";
  }

  function say(text) {
    if (said.textContent !== text) said.textContent = text;
  }

  function keep(box) {
    const address = new URL(location.href);
    address.searchParams.set("box", box);
    address.searchParams.delete("page");
    history.replaceState(null, "", address);
  }

  map.on("moveend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PATIENCE);
  });
  figure.querySelector("[data-map-moves]").hidden = true;
  area(map, figure, say);
  if (words.first) begin();
  ask().then(() => borders(map, words));
}

const figure = document.querySelector("[data-map]");
if (figure && L && window.topojson) start(figure);
