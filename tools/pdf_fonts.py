"""Make the fonts of the PDFs from the site's own: `python tools/pdf_fonts.py`, with fonttools and brotli installed.

Typst wants TrueType files of one weight. Each subset of a family becomes a family of its own name, which the template
lists one after the other; features such as the Bulgarian forms (locl) stay inside. The files are in the repository.
"""

from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
FAMILIES = {"commissioner": (400, 600), "piazzolla": (500,)}
SUBSETS = {"latin": "", "latin-ext": " Ext", "cyrillic": " Cyrillic"}
STYLES = {400: "Regular", 500: "Medium", 600: "SemiBold"}


def drop_combining_marks(font: TTFont) -> None:
    """Without marks nothing is built from parts: a letter with an accent comes whole, from the subset that has it.

    Else Ÿ would be set as Y and its dots, and every Y of the text copied from the PDF would become Ÿ.
    """
    for table in font["cmap"].tables:
        for code in [code for code in table.cmap if 0x300 <= code <= 0x36F]:
            del table.cmap[code]


def make(family: str, subset: str, weight: int) -> Path:
    """One static instance under its own family name."""
    font = TTFont(FONTS / f"{family}-{subset}-wght-normal.woff2", recalcTimestamp=False)
    font = instantiateVariableFont(font, {"wght": weight}, inplace=False)
    font.flavor = None
    if subset != "cyrillic":  # which has the acute for stressed vowels, and no letter that could be built with it
        drop_combining_marks(font)
    name, style = f"{family.title()} PDF{SUBSETS[subset]}", STYLES[weight]
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    texts = {1: name, 2: "Regular", 4: f"{name} {style}", 6: f"{name} {style}".replace(" ", ""), 16: name, 17: style}
    for name_id, text in texts.items():
        table.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    if "STAT" in font:
        del font["STAT"]
    path = FONTS / "pdf" / f"{family}-{subset}-{weight}.ttf"
    font.save(path)
    return path


if __name__ == "__main__":
    for family, weights in FAMILIES.items():
        for weight in weights:
            for subset in SUBSETS:
                print(make(family, subset, weight).relative_to(FONTS))
