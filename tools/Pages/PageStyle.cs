namespace Keelson.Tools.Pages;

/// <summary>How a page looks, on a light and on a dark screen and on paper.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --text: #1c2025; --faint: #6a7280; --line: #d4d9e0; --page: #fff;
            --good: #15803d; --bad: #dc2626; --warn: #b45309;
        }
        @media (prefers-color-scheme: dark) {
            :root { --text: #e4e7eb; --faint: #98a1ae; --line: #3a424d; --page: #15191e;
                --good: #4ade80; --bad: #f87171; --warn: #fbbf24;
            }
        }
        body {
            font: 15px/1.45 system-ui, sans-serif; color: var(--text); background: var(--page);
            max-width: 1100px; margin: 2em auto; padding: 0 1em;
        }
        table { border-collapse: collapse; margin: 0.6em 0 1.4em; }
        th, td {
            border-bottom: 1px solid var(--line); padding: 0.25em 0.7em 0.25em 0;
            text-align: left; vertical-align: top;
        }
        td:first-child { white-space: nowrap; }
        .n { text-align: right; font-variant-numeric: tabular-nums; }
        .services td { text-align: center; padding: 0.15em 0.45em; }
        .services td:first-child { text-align: left; }
        .services th { vertical-align: bottom; }
        .services th span { writing-mode: vertical-rl; transform: rotate(180deg); }
        .passed { color: var(--good); } .failed { color: var(--bad); font-weight: 600; }
        .skipped, .unsupported, .incomplete { color: var(--warn); } .not-asked { color: var(--faint); }
        .wide { overflow-x: auto; max-width: 100%; } .wide > .map { min-width: 720px; }
        .why { min-width: 14em; } code { font: 13px ui-monospace, monospace; }
        .badge {
            display: inline-block; padding: 0 0.55em; border: 1px solid currentColor; border-radius: 0.7em;
            font-size: 13px; font-weight: 600;
        }
        .finding { border-left: 4px solid var(--line); padding: 0.1em 0 0.1em 0.9em; margin: 1em 0; }
        .finding h4 { margin: 0.2em 0; font-size: 16px; } .finding .rule { color: var(--faint); margin: 0.2em 0; }
        .finding.error { border-color: var(--bad); } .finding.warning { border-color: var(--warn); }
        .seen { overflow-wrap: anywhere; } dt { font-weight: 600; } dd { margin: 0 0 0.4em 1.2em; }
        .badge.error { color: var(--bad); } .badge.warning { color: var(--warn); }
        .badge.note { color: var(--faint); }
        section { border-top: 2px solid var(--line); margin-top: 2.5em; }
        pre { overflow-x: auto; font-size: 12px; } .legend { color: var(--faint); font-size: 13px; }
        .map { width: 100%; height: auto; } .map text { font: 10.5px ui-monospace, monospace; fill: var(--text); }
        .map .left { text-anchor: end; fill: var(--faint); } .map .strong { font-weight: 600; }
        .map .title { font: 600 12px system-ui, sans-serif; }
        .map rect { stroke: var(--page); fill: #a3abb8; } .map .gap { stroke: var(--faint); stroke-dasharray: 2 2; }
        .map .type7 { fill: #bfdbc7; } .map .type1, .map .type2 { fill: #a8c7e8; }
        .map .type3, .map .type4 { fill: #c9d6b4; }
        .map .type9, .map .type10 { fill: #d9c7e8; } .map .type11, .map .type0 { fill: #8a93a1; }
        .map .runtime { fill: #e59866; } .map .page { fill: #7fb3d5; } .map .block { fill: #5b8fc9; }
        .map path.mark { stroke: var(--bad); stroke-width: 2; }
        .map text.mark { fill: #641212; font-weight: 700; }
        .map .link { fill: #e59866; fill-opacity: 0.16; }

        """;
}
