/* Draws an ecosystem on a Leaflet map that Python made once and that is never made again.

   EcoMap.start(map, base)   once: wards, names, controls; base holds words, kinds and ward shapes.
   EcoMap.show(map, state)   at every change: only the parts whose key changed are drawn anew, so zoom, open
                             popups and opened clusters survive a change of another part.
   All text from data goes into the page as text nodes, never as HTML. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const EcoMap = (window.EcoMap = {});
  const CLOSEST = 15; // a single spot is shown with its surroundings
  let clicks = Date.now(); // never repeats, not even when the frame is made anew

  function node(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined && text !== null) element.textContent = text;
    return element;
  }

  /* Report something to the page beside what streamlit-folium reports. */
  function tell(news) {
    const known = window.__GLOBAL_DATA__ || {};
    const kept = { ...known.previous_data, all_drawings: known.all_drawings };
    if (window.Streamlit) window.Streamlit.setComponentValue({ ...kept, ...news });
  }

  /* ---- icons -------------------------------------------------------------------------------------------- */

  function spotIcon(base, kind, hollow) {
    const cache = base.icons || (base.icons = {});
    const key = kind + (hollow ? "h" : "f");
    if (!cache[key]) {
      const [, ink, path] = base.kinds[kind];
      const svg = document.createElementNS(SVG, "svg");
      const shape = document.createElementNS(SVG, "path");
      svg.setAttribute("viewBox", "-2 -2 28 28");
      svg.setAttribute("aria-hidden", "true");
      shape.setAttribute("d", path);
      shape.setAttribute("fill", hollow ? base.ground : ink);
      shape.setAttribute("stroke", hollow ? ink : base.ground);
      shape.setAttribute("stroke-width", hollow ? 3.6 : 1.6);
      svg.appendChild(shape);
      cache[key] = L.divIcon({ html: svg.outerHTML, className: "eco-spot", iconSize: [24, 24], popupAnchor: [0, -8] });
    }
    return cache[key];
  }

  const Spot = L.Marker.extend({
    _initIcon: function () {
      L.Marker.prototype._initIcon.call(this);
      this._icon.setAttribute("aria-label", this.options.label);
    },
  });

  function clusterIcon(base, cluster) {
    const tally = new Map();
    for (const child of cluster.getAllChildMarkers()) {
      tally.set(child.options.kind, (tally.get(child.options.kind) || 0) + 1);
    }
    const count = cluster.getChildCount();
    let from = 0;
    const parts = [...tally.entries()].sort((a, b) => b[1] - a[1]).map(([kind, n]) => {
      const to = from + (360 * n) / count;
      const part = `${base.kinds[kind][1]} ${from}deg ${to}deg`;
      from = to;
      return part;
    });
    const size = count < 10 ? 32 : count < 100 ? 38 : count < 1000 ? 46 : 54;
    const ring = node("div", "eco-cluster");
    ring.style.background = `conic-gradient(${parts.join(",")})`;
    ring.appendChild(node("span", "", count.toLocaleString(base.lang)));
    const label = base.words.cluster.replace("{n}", count.toLocaleString(base.lang));
    return new NamedIcon({ html: ring, className: "eco-cluster-box", iconSize: [size, size], label });
  }

  const NamedIcon = L.DivIcon.extend({
    createIcon: function (old) {
      const element = L.DivIcon.prototype.createIcon.call(this, old);
      element.setAttribute("aria-label", this.options.label);
      return element;
    },
  });

  /* ---- organisations ------------------------------------------------------------------------------------ */

  function popup(base, spot) {
    const { id, label, kind, ward, precision } = spot.options;
    const box = node("div", "eco-popup");
    box.appendChild(node("strong", "", label));
    box.appendChild(node("div", "", base.kinds[kind][0]));
    const place = [base.precisions[precision]];
    if (ward >= 0) place.unshift(base.wards[ward].name);
    box.appendChild(node("div", "eco-place", place.join(" · ")));
    const link = node("a", "", base.words.profile);
    link.href = base.profile + encodeURIComponent(id);
    link.target = "_top";
    link.addEventListener("click", (event) => {
      // Streamlit's frame may not navigate the page; a plain click asks the page to go there itself.
      if (event.ctrlKey || event.metaKey || event.shiftKey || !window.Streamlit) return;
      event.preventDefault();
      tell({ open: id, click: ++clicks });
    });
    box.appendChild(link);
    // The page reads the id of a click from the last line; the number makes a second click on the same spot new.
    box.appendChild(node("span", "eco-id", `\n${id}\n${++clicks}`));
    return box;
  }

  function tooltip(base, spot) {
    const box = node("div");
    box.appendChild(node("strong", "", spot.options.label));
    box.appendChild(node("div", "", base.kinds[spot.options.kind][0]));
    return box;
  }

  function makeCluster(base) {
    const group = L.markerClusterGroup({
      maxClusterRadius: (zoom) => (zoom >= 15 ? 24 : 46),
      showCoverageOnHover: false,
      spiderfyOnMaxZoom: true,
      chunkedLoading: false,
      animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      spiderLegPolylineOptions: { weight: 1, color: base.ink, opacity: 0.5 },
      iconCreateFunction: (cluster) => clusterIcon(base, cluster),
    });
    group.bindPopup((spot) => popup(base, spot), { maxWidth: 260, autoPanPadding: [12, 12] });
    group.bindTooltip((spot) => (spot.options.id ? tooltip(base, spot) : node("div", "", "")), { direction: "top" });
    group.on("popupopen", () => group.closeTooltip());
    // Leaflet would only open the popup on Enter; a click also tells the page which organisation is meant.
    group.off("keypress", group._onKeyPress, group);
    group.on("keypress", (event) => {
      if (event.originalEvent.key === "Enter" && event.layer && event.layer.options.id) {
        event.layer.fire("click", { latlng: event.layer.getLatLng() }, true);
      }
    });
    group.on("clusterkeypress", (event) => {
      if (event.originalEvent.key === "Enter") event.layer.zoomToBounds();
    });
    return group;
  }

  function spots(base, points) {
    return points.ids.map((id, i) =>
      new Spot([points.lat[i] / 1e5, points.lon[i] / 1e5], {
        icon: spotIcon(base, points.kinds[i], points.hollow[i]),
        id: id,
        label: points.names[i],
        kind: points.kinds[i],
        ward: points.wards[i],
        precision: points.precisions[i],
        hollow: points.hollow[i],
      })
    );
  }

  function drawPoints(map, eco, points) {
    const popup = eco.cluster.getPopup();
    const open = popup.isOpen() && popup._source ? popup._source.options.id : null;
    eco.cluster.clearLayers();
    eco.spots = points ? spots(eco.base, points) : [];
    eco.cluster.addLayers(eco.spots);
    if (!open) return;
    const kept = eco.spots.find((spot) => spot.options.id === open);
    if (kept) popup._source = kept;
    else map.closePopup(popup);
  }

  function drawHeat(map, eco, heat) {
    if (eco.heat) map.removeLayer(eco.heat);
    eco.heat = null;
    if (!heat.length) return;
    eco.heat = L.heatLayer(heat, {
      radius: 28,
      blur: 22,
      maxZoom: 11,
      minOpacity: 0.3,
      max: Math.max(2, Math.sqrt(heat.length) / 2),
      gradient: { 0.2: "#6a3d9a", 0.5: "#d9480f", 0.8: "#fd8d3c", 1: "#fed976" },
    });
    if (map.getSize().x && map.getSize().y) eco.heat.addTo(map);
  }

  /* ---- wards -------------------------------------------------------------------------------------------- */

  function hatch(eco) {
    const svg = eco.renderer._container;
    if (!svg || svg.querySelector("#eco-hatch")) return;
    const defs = document.createElementNS(SVG, "defs");
    const pattern = document.createElementNS(SVG, "pattern");
    const line = document.createElementNS(SVG, "path");
    for (const [name, value] of [["id", "eco-hatch"], ["width", 7], ["height", 7], ["patternUnits", "userSpaceOnUse"]]) {
      pattern.setAttribute(name, value);
    }
    line.setAttribute("d", "M-1 1l2-2M0 7l7-7M6 8l2-2");
    line.setAttribute("class", "eco-hatch-line");
    pattern.appendChild(line);
    defs.appendChild(pattern);
    svg.insertBefore(defs, svg.firstChild);
  }

  function wardStyle(eco, index) {
    const base = eco.base;
    const areas = eco.areas;
    const style = { color: base.border, weight: 1, fillColor: base.land, fillOpacity: eco.tilesOn ? 0 : 1 };
    if (areas) {
      const colour = areas.fills[index];
      style.fillColor = colour || "url(#eco-hatch)";
      style.fillOpacity = eco.tilesOn ? 0.7 : 0.92;
    }
    if (eco.bordersOff) style.weight = 0;
    return style;
  }

  function wardText(eco, index) {
    const box = node("div");
    box.appendChild(node("strong", "", eco.base.wards[index].label));
    if (eco.areas) box.appendChild(node("div", "", eco.areas.texts[index]));
    return box;
  }

  function makeWards(map, eco) {
    map.createPane("eco-wards").style.zIndex = 350; // below the heat, which goes where Leaflet puts canvases
    eco.renderer = L.svg({ pane: "eco-wards", padding: 0.3 });
    const features = eco.base.wards
      .map((ward, index) => ({ type: "Feature", properties: { index }, geometry: ward.shape }))
      .filter((feature) => feature.geometry);
    const layer = L.geoJSON(features, {
      renderer: eco.renderer,
      pane: "eco-wards",
      bubblingMouseEvents: true,
      style: (feature) => wardStyle(eco, feature.properties.index),
    });
    layer.bindTooltip((ward) => wardText(eco, ward.feature.properties.index), { sticky: true, className: "eco-ward-tip" });
    layer.on("click", (event) => {
      // Touch screens have no hover: a tap says the same in a popup.
      if (eco.areas && !eco.drawing) {
        L.popup().setLatLng(event.latlng).setContent(wardText(eco, event.layer.feature.properties.index)).openOn(map);
      }
    });
    layer.addTo(map);
    layer.eachLayer((ward) => ward._path && ward._path.setAttribute("aria-hidden", "true"));
    hatch(eco);
    return layer;
  }

  /* ---- ties, zone, selection -------------------------------------------------------------------------- */

  function drawTies(eco, ties) {
    eco.ties.clearLayers();
    for (const tie of ties || []) {
      const line = L.polyline(tie.line, {
        color: tie.ink,
        weight: 2.5,
        opacity: 0.9,
        dashArray: tie.approximate ? "7 6" : null,
        pane: "eco-ties",
        renderer: eco.tieRenderer,
      });
      line.bindTooltip(() => {
        const box = node("div");
        for (const text of tie.texts) box.appendChild(node("div", "", text));
        return box;
      }, { sticky: true });
      const end = L.circleMarker(tie.line[tie.line.length - 1], {
        radius: 5, color: tie.ink, weight: 2, fillColor: eco.base.ground, fillOpacity: 1,
        pane: "eco-ties", renderer: eco.tieRenderer, interactive: false,
      });
      eco.ties.addLayer(line).addLayer(end);
    }
  }

  function drawZone(map, eco, zone) {
    const first = eco.shown === undefined;
    eco.zone.clearLayers();
    if (!zone) return;
    const style = { color: eco.base.accent, weight: 2, dashArray: "3 5", fillOpacity: 0.06, interactive: false };
    const outline = L.geoJSON(zone.shape, { style, interactive: false });
    eco.zone.addLayer(outline);
    // A link to a zone opens on it; later only a place that was chosen beside the map moves the map.
    if (first ? eco.keys.zone !== eco.restoredZone : zone.seek) {
      eco.goal = outline.getBounds();
      if (eco.sized) fit(map, eco, eco.goal);
    }
    if (zone.centre) {
      eco.zone.addLayer(L.circleMarker(zone.centre, { radius: 5, color: eco.base.accent, fillOpacity: 1, interactive: false }));
    }
  }

  /* What is drawn belongs to the drawing tools; a link or a visit to another page brings it back into them. */
  function drawDrawn(eco, features) {
    const group = window.drawnItems;
    const shape = (feature) => [feature.geometry.coordinates, Math.round(feature.properties.radius || 0)];
    const text = (list) => JSON.stringify(list.map(shape));
    if (!group || !group.toGeoJSON || text(group.toGeoJSON(5).features) === text(features)) return;
    group.clearLayers();
    const style = { color: eco.base.accent, weight: 2, fillOpacity: 0.06 };
    L.geoJSON(features, {
      style,
      pointToLayer: ({ properties }, spot) => (properties.radius ? L.circle(spot, { ...style, ...properties }) : L.marker(spot)),
    }).eachLayer((layer) => group.addLayer(layer));
    if (window.__GLOBAL_DATA__) window.__GLOBAL_DATA__.all_drawings = group.toGeoJSON().features;
  }

  function drawSelected(map, eco, selected) {
    eco.halo.clearLayers();
    const before = eco.selected;
    eco.selected = selected ? selected.id : null;
    if (!selected) return;
    eco.halo.addLayer(
      L.circleMarker(selected.at, {
        radius: 17, color: eco.base.accent, weight: 3, fill: false, interactive: false,
        pane: "eco-ties", renderer: eco.tieRenderer,
      })
    );
    if (before === undefined ? !eco.goal && eco.restored !== selected.id : before !== selected.id) {
      if (before === undefined && map.getZoom() < 13) {
        map.setView(selected.at, 13, { animate: false });
        eco.kept = true;
      }
      if (!map.getBounds().pad(-0.05).contains(selected.at)) map.panTo(selected.at);
    }
  }

  function restyle(eco) {
    eco.wards.eachLayer((ward) => ward.setStyle(wardStyle(eco, ward.feature.properties.index)));
  }

  /* On a narrow screen the tools at the left would cover a part of what is to be seen. */
  function fit(map, eco, bounds) {
    const left = map.getContainer().clientWidth < 480 ? 46 : 8;
    map.fitBounds(bounds, { paddingTopLeft: [left, 8], paddingBottomRight: [8, 8], animate: false, maxZoom: CLOSEST });
  }

  /* A map beside a list goes to what the list holds; the margin keeps whole symbols in sight. */
  function drawGoal(map, eco, goal) {
    if (!goal) return;
    eco.goal = L.latLngBounds(goal).pad(0.08);
    if (eco.sized) fit(map, eco, eco.goal);
  }

  /* ---- entry points ------------------------------------------------------------------------------------- */

  Object.assign(EcoMap, { node, tell, restyle });

  EcoMap.start = function (map, base) {
    const eco = (map._eco = { base, spots: [], keys: {} });
    document.documentElement.lang = base.lang;
    document.documentElement.dataset.theme = base.theme;
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", base.words.title);
    try {
      if (window.frameElement) window.frameElement.title = base.words.title;
    } catch (error) { /* another origin holds the page: its frame keeps the plain title */ }
    map.fitBounds(base.bounds, { padding: [8, 8], animate: false });
    eco.wards = makeWards(map, eco);
    map.createPane("eco-ties").style.zIndex = 480;
    eco.tieRenderer = L.svg({ pane: "eco-ties", padding: 0.5 });
    eco.zone = L.layerGroup().addTo(map);
    eco.ties = L.layerGroup().addTo(map);
    eco.halo = L.layerGroup().addTo(map);
    eco.cluster = makeCluster(base).addTo(map);
    EcoMap.surround(map, eco);
    // The frame has no size until Streamlit gives it one, and another one when the window turns.
    new ResizeObserver(() => {
      const first = !eco.sized && map.getContainer().clientWidth > 0;
      map.invalidateSize({ animate: false });
      if (first) {
        eco.sized = true;
        if (eco.goal || !eco.kept) fit(map, eco, eco.goal || base.bounds);
        if (eco.heat && !map.hasLayer(eco.heat)) eco.heat.addTo(map);
      }
    }).observe(map.getContainer());
  };

  EcoMap.show = function (map, state) {
    const eco = map._eco;
    const changed = (part) => {
      const text = part === "points" ? state.points && state.points.key : JSON.stringify(state[part] ?? null);
      if (eco.keys[part] === text) return false;
      eco.keys[part] = text;
      return true;
    };
    if (changed("points")) drawPoints(map, eco, state.points);
    if (changed("heat")) drawHeat(map, eco, state.heat);
    if (changed("areas")) {
      eco.areas = state.areas;
      restyle(eco);
    }
    if (changed("goal")) drawGoal(map, eco, state.goal);
    if (changed("zone")) drawZone(map, eco, state.zone);
    if (changed("drawn")) drawDrawn(eco, state.drawn);
    if (changed("ties")) drawTies(eco, state.ties);
    if (changed("selected")) drawSelected(map, eco, state.selected);
    eco.shown = true;
    window.ecoMapDrawn = (window.ecoMapDrawn || 0) + 1;
  };
})();
