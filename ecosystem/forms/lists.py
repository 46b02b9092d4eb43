"""Forms of the pages where a list of members is loaded."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from clusters.models import Cluster
from core.uploads import check_table
from ecosystem.lists import encodings, reading
from ecosystem.lists.columns import choices
from ecosystem.models import ListLine, MemberList
from ecosystem.queries.lists import Row

LETTERS = {
    "utf-8-sig": _("Unicode (UTF-8)"),
    "utf-16": _("Unicode (UTF-16)"),
    "utf-16-le": _("Unicode (UTF-16, small end first)"),
    "utf-16-be": _("Unicode (UTF-16, big end first)"),
    "cp1252": _("Windows, western Europe (1252)"),
    "cp1250": _("Windows, central Europe (1250)"),
    "cp1251": _("Windows, Cyrillic (1251)"),
    "mac_roman": _("Macintosh, western Europe"),
    "mac_cyrillic": _("Macintosh, Cyrillic"),
    "mac_romanian": _("Macintosh, Romanian"),
    "cp850": _("DOS, western Europe (850)"),
    "cp852": _("DOS, central Europe (852)"),
    "cp866": _("DOS, Cyrillic (866)"),
}
SIGNS = {
    ";": _("semicolon"),
    ",": _("comma"),
    "\t": pgettext_lazy("sign", "tab"),
    "|": _("upright stroke"),
}


class UploadForm(forms.Form):
    cluster = forms.ModelChoiceField(Cluster.objects.none(), label=_("Cluster"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, one organisation in each line, headings in any language; at most 20 MB."),
    )

    def __init__(self, *args, clusters, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = clusters
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx"
        found = list(clusters[:2])
        if len(found) == 1:
            self.fields["cluster"].initial = found[0]

    def clean_file(self):
        check_table(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class OtherwiseForm(forms.Form):
    """How a file is read, where it was not guessed right: the sheet of a book, or letters and separator of a text."""

    def __init__(self, *args, members: MemberList, sheets: tuple[str, ...] = (), **kwargs):
        super().__init__(*args, **kwargs)
        if members.sheet:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Sheet"), choices=[(name, name) for name in sheets], initial=members.sheet
            )
            return
        self.fields["encoding"] = forms.ChoiceField(
            label=_("Letters"),
            choices=[(name, LETTERS[name]) for name in encodings.ENCODINGS],
            initial=members.encoding,
        )
        self.fields["separator"] = forms.ChoiceField(
            label=_("Separator"),
            choices=[(sign, SIGNS[sign]) for sign in reading.SEPARATORS],
            initial=members.separator,
        )


class ColumnsForm(forms.Form):
    """A select for each column of the file; its names are `column-<number>`."""

    def __init__(self, *args, members: MemberList, suggested: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = members
        options = choices()
        for number, heading in enumerate(members.headings):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or _("column without a heading"),
                choices=options,
                required=False,
                initial=suggested.get(number, ""),
            )

    @property
    def columns(self) -> dict[int, str]:
        return {int(name.partition("-")[2]): value for name, value in self.cleaned_data.items()}


class LineForm(forms.Form):
    """The cells of one line; with each faulty one the offer to mend its like in all other lines."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, row: Row, alike: dict[int, int], seen: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["seen"].initial = seen
        self.alike = alike
        for cell in sorted(row.cells, key=lambda cell: (not cell.faults, cell.column)):
            long = cell.field.startswith("about.") or "\n" in cell.text or len(cell.text) > 80
            widget = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput
            name = f"cell-{cell.column}"
            self.fields[name] = forms.CharField(
                label=cell.label, required=False, initial=cell.text, widget=widget, max_length=5000
            )
            if cell.faults:
                self.fields[name].widget.attrs |= {"aria-describedby": f"fault-{cell.column}"}
            if cell.is_faulty:
                self.fields[name].widget.attrs |= {"aria-invalid": "true"}
            if alike.get(cell.column):
                self.fields[f"alike-{cell.column}"] = forms.BooleanField(required=False)

    def parts(self):
        """(cell, its field, the field for its like, how many of them), faulty cells first."""
        for cell in sorted(self.row.cells, key=lambda cell: (not cell.faults, cell.column)):
            like = self[f"alike-{cell.column}"] if f"alike-{cell.column}" in self.fields else None
            yield cell, self[f"cell-{cell.column}"], like, self.alike.get(cell.column, 0)

    @property
    def cells(self) -> dict[int, str]:
        return {cell.column: self.cleaned_data[f"cell-{cell.column}"] for cell in self.row.cells}

    @property
    def wanted_alike(self) -> list[int]:
        return [number for number in self.alike if self.cleaned_data.get(f"alike-{number}")]


class DoublesForm(forms.Form):
    """Yes or no for each pair of a line and a suspect, named `pair:<line>:<code>`. What is not answered stays open."""

    def __init__(self, *args, lines: list[ListLine], **kwargs):
        super().__init__(*args, **kwargs)
        self.pairs: list[tuple[int, str]] = []
        for line in lines:
            for suspect in line.suspects:
                self.pairs.append((line.number, suspect["code"]))
                self.fields[f"pair:{line.number}:{suspect['code']}"] = forms.ChoiceField(
                    choices=[("yes", _("yes")), ("no", _("no"))], required=False
                )

    def clean(self):
        cleaned = super().clean()
        for number in {number for number, _code in self.pairs}:
            said = [cleaned.get(f"pair:{number}:{code}") for line, code in self.pairs if line == number]
            if said.count("yes") > 1:
                raise ValidationError(_("Line %(line)s can be the same as one other only.") % {"line": number})
        return cleaned

    @property
    def answers(self) -> dict[tuple[int, str], bool]:
        found = {}
        for number, code in self.pairs:
            said = self.cleaned_data.get(f"pair:{number}:{code}")
            if said:
                found[number, code] = said == "yes"
        return found
