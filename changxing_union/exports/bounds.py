"""How much of somebody's table is read, and the sentences for what is more than that.

A summary sheet of the county has 30 to 600 lines. The bounds are far above, and low enough that
the process that reads and the process that receives stay below 300 MB each.
"""

from dataclasses import dataclass

from changxing_union.kernel.refusals import Refused

MAX_SHEETS = 30
MAX_LINES = 20_000  # lines with text, of one sheet
MAX_COLUMNS = 200
MAX_CELLS = 500_000  # cells with text, of all sheets
MAX_CHARACTERS = 20_000_000  # of all cells together; a shared text counts wherever it stands
MAX_CELL_CHARACTERS = 32_767  # what Excel itself puts into one cell
MAX_MERGES = 50_000
MAX_MERGED_CELLS = 4_000_000

TOO_MANY_SHEETS = (
    f"工作簿里的工作表超过 {MAX_SHEETS} 张。请把要导入的工作表单独另存为一个文件后重新上传。"
)
TOO_MUCH_TEXT = (
    f"表格内容过多（最多 {MAX_CELLS // 10_000} 万个有内容的单元格、"
    f"共 {MAX_CHARACTERS // 10_000} 万字）。请只保留要导入的表格，另存后重新上传。"
)
LONG_CELL = f"有一个单元格的内容超过 {MAX_CELL_CHARACTERS} 字。请删去多余的内容，另存后重新上传。"


def too_many_lines(sheet: str) -> str:
    """The refusal of a sheet with more than ``MAX_LINES`` lines of text."""
    return (
        f"工作表“{sheet}”超过 {MAX_LINES} 行。"
        "请删去不需要导入的行，或分成几个文件，另存后重新上传。"
    )


def too_many_columns(sheet: str) -> str:
    """The refusal of a sheet with text right of column ``MAX_COLUMNS``."""
    return (
        f"工作表“{sheet}”在第 {MAX_COLUMNS} 列以后还有内容。"
        "请删去右侧不属于表格的内容，另存后重新上传。"
    )


def too_many_merges(sheet: str) -> str:
    """The refusal of a sheet that is merged beyond measure, or twice in the same place."""
    return f"工作表“{sheet}”的合并单元格过多。请取消不需要的合并，另存后重新上传。"


@dataclass
class Allowance:
    """What may still be read of one file, and of the sheet called ``sheet``."""

    sheet: str = ""
    cells: int = MAX_CELLS
    characters: int = MAX_CHARACTERS
    lines: int = MAX_LINES

    def next_sheet(self, name: str) -> None:
        """Begin counting the lines of another sheet."""
        self.sheet = name
        self.lines = MAX_LINES

    def use_line(self) -> None:
        """Count one line with text; raises ``Refused`` at the first too many."""
        self.lines -= 1
        if self.lines < 0:
            raise Refused([too_many_lines(self.sheet)])

    def use_cell(self, column: int, text: str) -> None:
        """Count one cell with text, in ``column`` (from 1); raises ``Refused`` beyond a bound."""
        self.cells -= 1
        self.characters -= len(text)
        if column > MAX_COLUMNS:
            raise Refused([too_many_columns(self.sheet)])
        if len(text) > MAX_CELL_CHARACTERS:
            raise Refused([LONG_CELL])
        if self.cells < 0 or self.characters < 0:
            raise Refused([TOO_MUCH_TEXT])
