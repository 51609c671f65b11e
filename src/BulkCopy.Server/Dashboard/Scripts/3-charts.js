// Draws every .chart from the JSON in its data-chart; the table beside it stays for those who do not see it.
(() => {
  const asTable = new Set();
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // light-dark() is resolved on a property that takes a colour, not on a custom one.
  const probe = document.createElement("span");
  probe.hidden = true;
  const color = name => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };

  const text = () => ({ color: color("muted"), fontFamily: style("--font"), fontSize: 12 });
  const formats = {
    number: value => value >= 1e6 ? `${(value / 1e6).toFixed(1)} M` : value >= 1e4 ? `${(value / 1e3).toFixed(0)} k` : `${Math.round(value * 10) / 10}`,
    bytes: value => {
      const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
      let unit = 0;
      while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
      return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
    },
    percent: value => `${Math.round(value)} %`,
  };

  const common = () => ({
    animation: false,
    textStyle: text(),
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: color("surface"), borderColor: color("line-strong"),
      textStyle: { ...text(), color: color("text") },
    },
  });

  // Bytes are drawn in the unit of the largest value, so that the axis has round numbers.
  function scale(chart) {
    const values = chart.series.flatMap(series => series.points ?? series.values.map(value => [0, value])).map(point => point[1]);
    const unit = Math.max(0, Math.min(5, Math.floor(Math.log2(Math.max(1, ...values)) / 10)));
    const name = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"][unit];
    return chart.unit === "bytes"
      ? { by: 1024 ** unit, format: value => `${Math.round(value * 100) / 100} ${name}` }
      : { by: 1, format: formats[chart.unit] ?? formats.number };
  }

  function lines(chart) {
    const { by, format } = scale(chart);
    const end = Math.max(...chart.series.flatMap(series => series.points.map(point => point[0])));
    return {
      ...common(),
      color: (chart.colors ?? ["accent", "bad", "warn"]).map(color),
      grid: { left: 8, right: 28, top: chart.series.length > 1 ? 34 : 12, bottom: 4, containLabel: true },
      legend: chart.series.length > 1 ? { left: 0, top: 0, icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: text() } : undefined,
      tooltip: { ...common().tooltip, trigger: "axis", valueFormatter: format, axisPointer: { lineStyle: { color: color("line-strong") } } },
      xAxis: { type: "time", min: value => Math.min(value.min, (end - 60) * 1000), max: end * 1000, axisLabel: { ...text(), hideOverlap: true }, axisLine: { lineStyle: { color: color("line") } }, axisTick: { show: false }, splitLine: { show: false } },
      yAxis: { type: "value", min: 0, splitNumber: 4, axisLabel: { ...text(), formatter: format }, splitLine: { lineStyle: { color: color("line") } } },
      series: chart.series.map(series => ({
        type: "line", name: series.name, showSymbol: series.points.length < 3, symbolSize: 5, lineStyle: { width: 1.75 }, smooth: .15,
        areaStyle: chart.series.length === 1 ? { opacity: .1 } : undefined,
        data: series.points.map(([at, value]) => [at * 1000, value / by]),
      })),
    };
  }

  function bars(chart) {
    const { by, format } = scale(chart);
    return {
      ...common(),
      color: (chart.colors ?? ["accent", "good", "warn", "bad", "calm"]).map(color),
      grid: { left: 8, right: 28, top: chart.series.length > 1 ? 34 : 12, bottom: 4, containLabel: true },
      legend: chart.series.length > 1 ? { left: 0, top: 0, icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: text() } : undefined,
      tooltip: { ...common().tooltip, trigger: "axis", valueFormatter: format },
      xAxis: { type: "category", data: chart.categories, axisLabel: text(), axisLine: { lineStyle: { color: color("line") } }, axisTick: { show: false } },
      yAxis: { type: "value", axisLabel: { ...text(), formatter: format }, splitLine: { lineStyle: { color: color("line") } } },
      series: chart.series.map(series => ({ type: "bar", name: series.name, stack: "all", barMaxWidth: 28, data: series.values.map(value => value / by) })),
    };
  }

  function flow(chart) {
    const format = formats[chart.unit] ?? formats.number;
    const palette = ["calm", "accent", "good", "warn"].map(color);
    return {
      ...common(),
      color: palette,
      tooltip: { ...common().tooltip, trigger: "item", valueFormatter: format },
      series: [{
        type: "sankey", left: 4, right: 130, top: 8, bottom: 8, nodeWidth: 12, nodeGap: 18, draggable: false,
        label: { ...text(), color: color("text") }, lineStyle: { color: "gradient", opacity: .28 }, emphasis: { focus: "adjacency" },
        data: chart.nodes.map(name => ({ name, label: { formatter: name.replace(/ [→←]$/, "") } })),
        links: chart.links.map(([source, target, value]) => ({ source, target, value })),
      }],
    };
  }

  function heat(chart) {
    return {
      ...common(),
      grid: { left: 8, right: 12, top: 8, bottom: 48, containLabel: true },
      tooltip: { ...common().tooltip, formatter: item => `${chart.cells[item.dataIndex][3]}` },
      xAxis: { type: "category", data: chart.columns, axisLabel: { show: false }, axisLine: { show: false }, axisTick: { show: false } },
      yAxis: { type: "category", data: chart.rows, axisLabel: { ...text(), width: 150, overflow: "truncate" }, axisLine: { show: false }, axisTick: { show: false }, inverse: true },
      visualMap: {
        min: 0, max: chart.most, orient: "horizontal", left: 0, bottom: 0, itemHeight: 80, itemWidth: 10, textStyle: text(),
        text: chart.ends, inRange: { color: [color("sunken"), color("accent")] }, calculable: false,
      },
      series: [{ type: "heatmap", data: chart.cells.map(cell => cell.slice(0, 3)), itemStyle: { borderColor: color("surface"), borderWidth: 1 } }],
    };
  }

  const kinds = { lines, bars, flow, heat };

  function draw(figure) {
    const plot = figure.querySelector(".plot");
    if (!plot || !window.echarts) return;
    figure.classList.toggle("as-table", asTable.has(figure.id));
    const chart = JSON.parse(figure.dataset.chart);
    if (!document.body.contains(probe)) document.body.append(probe);
    const picture = echarts.getInstanceByDom(plot) ?? echarts.init(plot, null, { renderer: "canvas" });
    picture.setOption(kinds[chart.kind](chart), { notMerge: true });
  }

  const drawAll = () => document.querySelectorAll(".chart[data-chart]").forEach(draw);

  document.addEventListener("click", event => {
    const turn = event.target instanceof Element ? event.target.closest("[data-chart-turn]") : null;
    const figure = turn?.closest(".chart");
    if (!figure) return;
    if (!asTable.delete(figure.id)) asTable.add(figure.id);
    const shown = figure.classList.toggle("as-table", asTable.has(figure.id));
    turn.setAttribute("aria-pressed", shown);
    if (!shown) echarts.getInstanceByDom(figure.querySelector(".plot"))?.resize();
  });

  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:after:swap", drawAll);
  document.addEventListener("bulkcopy:theme", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => document.querySelectorAll(".chart .plot").forEach(plot => window.echarts?.getInstanceByDom(plot)?.resize()), 100);
  });
})();
