using System.Net;
using System.Text;

namespace Keelson.Tools.Pages;

/// <summary>
/// A page that needs nothing beside it: no script, no font, no picture from elsewhere, so that it can be sent by mail
/// and read without a network.
/// </summary>
internal sealed class HtmlPage(string title)
{
    private readonly StringBuilder _body = new();

    /// <summary>Adds what is HTML already.</summary>
    public HtmlPage Add(string html)
    {
        _body.Append(html).Append('\n');
        return this;
    }

    public HtmlPage Heading(int level, string text) => Add($"<h{level}>{Text(text)}</h{level}>");

    public HtmlPage Paragraph(string text) => Add($"<p>{Lines(text)}</p>");

    /// <summary>Nothing, when there are no items.</summary>
    public HtmlPage List(string title, IReadOnlyCollection<string> items) =>
        items.Count == 0
            ? this
            : Heading(3, title).Add($"<ul>\n{string.Concat(items.Select(item => $"<li>{Lines(item)}\n"))}</ul>");

    /// <summary>A table, which on a narrow screen moves by itself and not with the page.</summary>
    /// <param name="rows">Each is HTML, from its first <c>td</c>.</param>
    public HtmlPage Table(string style, IEnumerable<string> heads, IEnumerable<string> rows) =>
        Add(
            $"<div class=\"wide\"><table class=\"{style}\">\n<tr>"
                + $"{string.Concat(heads.Select(head => $"<th>{head}"))}</tr>\n"
                + $"{string.Concat(rows.Select(row => $"<tr>{row}</tr>\n"))}</table></div>"
        );

    /// <summary>Open at the reader's wish only.</summary>
    public HtmlPage Folded(string summary, string html) =>
        Add($"<details><summary>{Text(summary)}</summary>\n{html}</details>");

    public override string ToString() =>
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        + $"content=\"width=device-width, initial-scale=1\">\n<title>{Text(title)}</title>\n"
        + $"<style>\n{PageStyle.Css}</style>\n"
        + $"</head>\n<body>\n{_body}</body>\n</html>\n";

    /// <summary>Text of a guest, with what HTML would read as its own.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string Lines(string text) => Text(text).Replace("\n", "<br>");
}
