/* Annex 2 copied whole from Excel or WPS and pasted at its first column: its title, heading and sums
   are left out, so is 序号, and unit and team printed in one cell come apart. Needs grid_paste.js. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  if (!grid) { return; }

  function isNumber(text) { return /^[0-9０-９]+$/.test(text); }

  var HEADING = /^(序号|编号|(参赛)?(单位|企业)(名称|全称)?|(参赛)?班组(名称)?|单位(及|、|\/)?班组(名称)?|(所属)?行业|(参赛)?人数|(班)?组长(姓名)?|(手机|联系电话|电话).*|微信号?|备注)$/;
  var SUM = /^(小计|合计|总计|共计)[:：]?$/;

  function solid(text) { return text.replace(/\s/g, ""); }
  function isHeading(row) { return row.filter(function (each) { return HEADING.test(solid(each)); }).length > 1; }
  function isSum(row) { return row.slice(0, 3).some(function (each) { return SUM.test(solid(each)); }); }

  grid.fit = function (rows, column, width) {
    if (column !== 0) { return rows; }
    var heading = rows.slice(0, 8).findIndex(isHeading);
    var rest = rows.slice(heading + 1).filter(function (row) { return !isSum(row); });
    var numbered = rest.some(function (row) { return isNumber(row[0]); }) &&
      rest.every(function (row) { return row[0] === "" || isNumber(row[0]); });
    if (numbered) { rest = rest.map(function (row) { return row.slice(1); }); }
    var joined = rest.length && rest.every(function (row) { return row.length === width - 1 && (row[2] === "" || isNumber(row[2])); });
    return joined ? rest.map(parted) : rest;
  };

  function parted(row) {
    var halves = row[0].split("\u3000");
    if (halves.length !== 2) { halves = [row[0], ""]; }
    return halves.concat(row.slice(1));
  }
})();
