/* Marks of the map: a piece of its cluster’s weave for each thing, a number on stripes of weave for many. */

const L = window.L;
const SVG = "http://www.w3.org/2000/svg";
const SIDES = [[10, 30], [100, 34], [1000, 40], [10000, 48]];
const LARGEST = 56;
const PIN = 18;
const DIGIT = 8;
const SIGNS = ["", "M0-6 6 6-6 6Z", "M-6-2h12v4h-12Z", "M0-6 6 0 0 6-6 0Z", "M-2-6h4v12h-4Z", "M-5-5h10v10h-10Z"];
const APART = 0.006; // degrees; things closer together are at one place

// A mark that says what it is: Leaflet names its icons by their number alone.
const Icon = L.DivIcon.extend({
  createIcon(old) {
    const element = L.DivIcon.prototype.createIcon.call(this, old);
    element.setAttribute("aria-label", this.options.label);
    if (this.options.language) element.lang = this.options.language;
    element.title = this.options.label;
    return element;
  },
});

function piece(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function cloth(cluster) {
  return `url(#${cluster ? `weave-${cluster}` : "bare-warp"})`;
}

function frame(side, form, layer, pieces) {
  const svg = piece("svg", { viewBox: `${-side / 2 - 2} ${-side / 2 - 2} ${side + 4} ${side + 4}`, "aria-hidden": "true" });
  const group = piece("g", { class: `mark mark-${form}` });
  group.append(...pieces);
  if (layer) group.append(piece("path", { class: "mark-sign", d: SIGNS[Math.min(layer, SIGNS.length - 1)] }));
  svg.append(group);
  return svg;
}

function icon(svg, side, label, language) {
  const size = side + 4;
  return new Icon({
    html: svg.outerHTML,
    className: "map-mark",
    iconSize: [size, size],
    label,
    language,
  });
}

function fill(pattern, values) {
  return pattern.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
}

export function marks(map, words, calm) {
  const titles = words.layers.split("|");
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const squares = L.layerGroup().addTo(map);
  let before = "";
  let opened = "";
  let drawing = false;

  function many(count, clusters, layers) {
    const side = (SIDES.find(([below]) => count < below) ?? [0, LARGEST])[1];
    const half = side / 2;
    const text = numbers.format(count);
    const box = { x: -half, y: -half, width: side, height: side };
    const pieces = [piece("rect", { class: "mark-ground", ...box })];
    const parts = Object.entries(clusters);
    const whole = parts.reduce((sum, [, number]) => sum + number, 0) || 1;
    let x = -half;
    for (const [cluster, number] of parts.length ? parts : [["", 1]]) {
      const width = side * number / whole;
      pieces.push(piece("rect", { class: cluster ? "" : "mark-bare", x, y: -half, width, height: side, fill: cloth(cluster) }));
      x += width;
    }
    const width = DIGIT * text.length + 4;
    const number = piece("text", { class: "mark-count", y: 5 });
    number.textContent = text;
    pieces.push(
      piece("rect", { class: "mark-edge", ...box }),
      piece("rect", { class: "mark-label", x: -width / 2, y: -8, width, height: 16 }),
      number,
    );
    const kinds = Object.entries(layers);
    const counted = kinds.map(([layer, own]) => fill(words.counted, { kind: titles[layer], number: numbers.format(own) }));
    const sign = kinds.length === 1 ? Number(kinds[0][0]) : 0;
    return icon(frame(side, "many", sign, pieces), side, fill(words.many, { what: counted.join(", ") }), "");
  }

  function one(pin) {
    const side = pin.precision === "region" ? 2 * PIN : PIN;
    const half = side / 2;
    const form = pin.precision === "exact" ? "rect" : "circle";
    const shape = form === "rect" ? { x: -half, y: -half, width: side, height: side } : { r: half };
    const pieces = [
      piece(form, { class: "mark-ground", ...shape }),
      piece(form, { class: "mark-cloth", ...shape, fill: cloth(pin.cluster) }),
    ];
    const label = fill(words.one, { title: pin.title, place: pin.town, precision: words[pin.precision] ?? "" });
    return icon(frame(side, pin.precision, pin.layer, pieces), side, label, pin.language);
  }

  const pins = L.markerClusterGroup({
    animate: !calm,
    maxClusterRadius: 46,
    showCoverageOnHover: false,
    spiderLegPolylineOptions: { className: "map-leg", weight: 1 },
    iconCreateFunction(cluster) {
      const clusters = {};
      const layers = {};
      for (const { options } of cluster.getAllChildMarkers()) {
        clusters[options.cluster] = (clusters[options.cluster] ?? 0) + 1;
        layers[options.layer] = (layers[options.layer] ?? 0) + 1;
      }
      return many(cluster.getChildCount(), clusters, layers);
    },
  }).addTo(map);

  function sheet(pin, marker) {
    const box = document.createElement("div");
    const link = document.createElement("a");
    link.href = pin.href;
    link.textContent = pin.title;
    if (pin.language) link.lang = pin.language;
    const place = document.createElement("p");
    place.textContent = [pin.town, words[pin.precision]].filter(Boolean).join(", ");
    box.append(link, place);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      map.closePopup();
      marker.getElement()?.focus();
    });
    return box;
  }

  function pinMarker(pin) {
    const marker = L.marker(pin.at, { icon: one(pin), cluster: pin.cluster, layer: pin.layer, riseOnHover: true });
    marker.bindPopup(() => sheet(pin, marker), { closeButton: false, autoPanPadding: [24, 24], className: "map-sheet" });
    marker.on("popupopen", () => {
      opened = pin.href;
      marker.getPopup().getElement().querySelector("a").focus();
    });
    marker.on("popupclose", () => {
      if (!drawing) opened = "";
    });
    return marker;
  }

  function squareMarker([latitude, longitude, count, [south, west, north, east], layers, clusters]) {
    const marker = L.marker([latitude, longitude], { icon: many(count, clusters, layers), riseOnHover: true });
    const closer = () => {
      if (map.getZoom() >= map.getMaxZoom() || Math.max(north - south, east - west) < APART) {
        list([south, west, north, east]);
      } else {
        const zoom = Math.max(map.getBoundsZoom([[south, west], [north, east]]), map.getZoom() + 1);
        map.setView([latitude, longitude], Math.min(zoom, map.getMaxZoom()), { animate: !calm });
      }
      map.getContainer().focus();
    };
    marker.on("click", closer);
    marker.on("keypress", (event) => event.originalEvent.key === "Enter" && closer());
    return marker;
  }

  function list([south, west, north, east]) {
    const address = new URL(words.list, location.href);
    address.searchParams.set("area", `${south},${west};${north},${west};${north},${east};${south},${east}`);
    location.assign(address);
  }

  return {
    show(found) {
      const sent = JSON.stringify([found.squares, found.pins]);
      if (sent === before) return;
      before = sent;
      drawing = true; // an open sheet moves the map into view, and stays open
      squares.clearLayers();
      pins.clearLayers();
      for (const square of found.squares) squares.addLayer(squareMarker(square));
      const markers = found.pins.map(pinMarker);
      pins.addLayers(markers);
      const again = markers[found.pins.findIndex((pin) => pin.href === opened)];
      if (again?.getElement()) again.openPopup();
      drawing = false;
      map.fire("marked");
    },
  };
}
