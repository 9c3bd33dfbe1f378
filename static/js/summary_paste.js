/* Annex 2 copied whole from Excel or WPS and pasted at its first column: its title, heading and sums
   are left out, so is 序号, its columns find their places by their headings, and unit and team printed
   in one cell come apart. Needs grid_paste.js. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  if (!grid) { return; }

  // What a heading may say, in the order of the columns here.
  var COLUMNS = [
    /^(参赛|所在|所属)?(单位|企业)(名称|全称)?$/,
    /^(参赛|所在)?(班组|岗位)(名称)?$/,
    /^(所属|所在)?行业(名称|类别)?$/,
    /^(参赛)?(职工)?人数$/,
    /^((班)?组长|班长|岗长|负责人)(姓名)?$/,
    /^(组长)?(手机|联系电话|电话|联系方式)(号|号码)?([\/、]?微信号?)?$/
  ];
  var NUMBER = /^(序号|编号|序)$/;
  var BOTH = /^单位(及|、|\/)?班组(名称)?$/;
  var OTHER = /^(微信号?|备注|QQ号?)$/;
  var SECOND_LINE = /^[(（]?(名称|全称|类别|人|个|姓名|号码|手机|微信号?|手机号?\/微信号?)[)）]?$/;
  var SUM = /(小计|合计|总计|共计)[:：]?$/;
  var SIGNED = /^(制表|填表|审核|负责)人?[:：]/;

  function solid(text) { return text.replace(/\s/g, ""); }
  function isNumber(text) { return /^[0-9０-９]+$/.test(text); }
  function columnOf(heading) { return COLUMNS.findIndex(function (each) { return each.test(solid(heading)); }); }

  function isHeading(row) {
    return row.filter(function (each) {
      var text = solid(each);
      return columnOf(each) >= 0 || NUMBER.test(text) || BOTH.test(text) || OTHER.test(text);
    }).length > 1;
  }

  function isSecondLine(row) {
    var told = row.map(solid).filter(Boolean);
    return told.length > 0 && told.every(function (text) { return SECOND_LINE.test(text); });
  }

  // A sum, or the line under the table in which people sign.
  function isSum(row) {
    return row.slice(0, 3).some(function (each) { return SUM.test(solid(each)) || SIGNED.test(solid(each)); });
  }

  // Where each column of the heading goes; null where one with texts is not known or is there twice.
  function placesOf(heading, rows) {
    var places = heading.map(columnOf);
    var known = places.filter(function (place) { return place >= 0; });
    var isClear = known.length > 1 && known.length === new Set(known).size && heading.every(function (each, at) {
      return places[at] >= 0 || NUMBER.test(solid(each)) || rows.every(function (row) { return !row[at]; });
    });
    return isClear ? places : null;
  }

  // Whether the columns that are known stand where they do here.
  function agrees(heading) {
    var told = NUMBER.test(solid(heading[0])) ? heading.slice(1) : heading;
    var shift = BOTH.test(solid(told[0] || "")) ? 1 : 0;
    return told.every(function (each, at) { return columnOf(each) < 0 || columnOf(each) === at + shift; });
  }

  function placed(row, places, width) {
    var cells = new Array(width).fill("");
    places.forEach(function (place, at) { if (place >= 0) { cells[place] = row[at] || ""; } });
    return cells;
  }

  grid.fit = function (rows, column, width) {
    if (column !== 0) { return rows; }
    var at = rows.slice(0, 8).findIndex(isHeading);
    var rest = rows.slice(at + 1);
    while (at >= 0 && rest.length && isSecondLine(rest[0])) { rest = rest.slice(1); }
    rest = rest.filter(function (row) { return !isSum(row); });
    if (at < 0) { return byPosition(rest, width); }
    var places = placesOf(rows[at], rest);
    if (places) { return rest.map(function (row) { return placed(row, places, width); }); }
    return agrees(rows[at]) ? byPosition(rest, width) : null;
  };

  // Without a heading that says it, the columns stand as they do here, 序号 before them or not.
  function byPosition(rows, width) {
    var numbered = rows.some(function (row) { return isNumber(row[0]); }) &&
      rows.every(function (row) { return row[0] === "" || isNumber(row[0]); });
    if (numbered) { rows = rows.map(function (row) { return row.slice(1); }); }
    var joined = rows.length && rows.every(function (row) { return row.length === width - 1 && (row[2] === "" || isNumber(row[2])); });
    return joined ? rows.map(parted) : rows;
  }

  function parted(row) {
    var halves = row[0].split("\u3000");
    if (halves.length !== 2) { halves = [row[0], ""]; }
    return halves.concat(row.slice(1));
  }
})();
