using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keelson.Tools.BoardReports;
using Keelson.Tools.Matrix;
using Keelson.Tools.Processes;
using Xunit;

namespace Keelson.Tools.Tests.BoardReports;

/// <summary>
/// The pages in a browser, light and dark, as wide as a phone and as a desk: nothing sticks out, every text can be read
/// on what is behind it. Needs Chromium, which nothing else here does.
/// </summary>
public sealed partial class BrowserTests : IDisposable
{
    /// <summary>WCAG 2.2, 1.4.3: of text and what is behind it.</summary>
    private const double LeastContrast = 4.5;

    private static readonly int[] s_widths = [360, 1200];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-pages-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public void Pages_fit_their_window_and_can_be_read(string scheme)
    {
        string browser =
            new[] { "chromium", "chromium-browser", "google-chrome" }
                .Select(ExecutableSearch.Find)
                .FirstOrDefault(found => found is not null)
            ?? "";
        Assert.SkipWhen(browser.Length == 0, "Chromium is not on this machine");

        BoardRun[] runs = [.. SampleLog.Read([.. SampleLog.Passing, .. SampleLog.Failing])];
        Dictionary<string, string> pages = new()
        {
            ["report"] = ReportPage.Of(runs),
            ["comparison"] = ComparisonPage.Of(RunComparison.Of(runs[0], runs[1])),
            ["matrix"] = MatrixPage.Of(MatrixReportTests.Machines, TimeSpan.Zero),
        };
        foreach ((string name, string page) in pages)
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name + ".html"), page + Probe);
        }

        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            browser,
            [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + Path.Combine(_folder.FullName, "profile"),
                // 0 is dark, 1 is light.
                "--blink-settings=preferredColorScheme=" + (scheme == "dark" ? "0" : "1"),
                "--virtual-time-budget=20000",
                "--dump-dom",
                new Uri(WriteFrames(pages.Keys)).AbsoluteUri,
            ],
            TimeLimit.OfWork(10),
            said.Add
        );
        JsonNode[] seen =
        [
            .. Answer()
                .Matches(string.Join('\n', said))
                .Select(match => JsonNode.Parse(WebUtility.HtmlDecode(match.Groups[1].Value))!),
        ];
        Assert.True(
            status == 0 && seen.Length == pages.Count * s_widths.Length,
            $"{status}: {string.Join('\n', said.TakeLast(20))}"
        );
        Assert.All(
            seen,
            one =>
            {
                string where = one.ToJsonString();
                Assert.Equal(scheme == "dark", (bool)one["dark"]!);
                Assert.True((int)one["content"]! <= (int)one["window"]!, where);
                Assert.True((double)one["contrast"]! >= LeastContrast, where);
            }
        );
    }

    /// <summary>A page with each of the others in a window of each width, that writes down what they answer.</summary>
    private string WriteFrames(IEnumerable<string> names)
    {
        StringBuilder frames = new(
            "<!doctype html><body><script>addEventListener('message', m => {"
                + "const p = document.createElement('p'); p.textContent = 'seen' + m.data; document.body.append(p); })"
                + "</script>"
        );
        foreach (string name in names)
        {
            foreach (int width in s_widths)
            {
                frames.Append(
                    CultureInfo.InvariantCulture,
                    $"<iframe src='{name}.html' style='width:{width}px;height:800px;border:0'></iframe>"
                );
            }
        }

        string file = Path.Combine(_folder.FullName, "frames.html");
        File.WriteAllText(file, frames.ToString());
        return file;
    }

    /// <summary>
    /// Contrast of every text, of SVG too, by WCAG's relative luminance; what is behind a text is the nearest element
    /// with a colour of its own, and in a picture the shape that was drawn there last.
    /// </summary>
    private const string Probe = """
        <script>
        addEventListener("load", () => {
            const channel = x => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
            const light = c => [0.2126, 0.7152, 0.0722].reduce((sum, share, i) => sum + share * channel(c[i] / 255), 0);
            const parse = text => (text.match(/[\d.]+/g) || []).map(Number);
            const shows = c => c.length === 3 || c[3] > 0.5;
            const page = element => {
                for (let at = element; at; at = at.parentElement) {
                    const c = parse(getComputedStyle(at).backgroundColor);
                    if (c.length && shows(c)) return c;
                }
                return [255, 255, 255];
            };
            const picture = element => {
                const box = element.getBoundingClientRect();
                const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
                let found = null;
                for (const shape of element.ownerSVGElement.querySelectorAll("rect")) {
                    if (shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) {
                        const r = shape.getBoundingClientRect();
                        if (x >= r.left && x <= r.right && y >= r.top && y <= r.bottom) found = shape;
                    }
                }
                const fill = found && parse(getComputedStyle(found).fill);
                return fill && shows(fill) ? fill : page(element.ownerSVGElement);
            };
            let contrast = 21, where = "";
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
                if (!text || ["SCRIPT", "STYLE", "title"].includes(element.tagName)) continue;
                const style = getComputedStyle(element), drawn = element instanceof SVGElement;
                const a = light(parse(drawn ? style.fill : style.color));
                const b = light(drawn ? picture(element) : page(element));
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < contrast) [contrast, where] = [ratio, element.tagName + ": " + text.slice(0, 60)];
            }
            const root = document.documentElement;
            const wide = [...document.body.querySelectorAll("*")].filter(e =>
                e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".wide, pre, svg"));
            parent.postMessage(JSON.stringify({
                page: document.title, window: root.clientWidth, content: root.scrollWidth, contrast, where,
                dark: matchMedia("(prefers-color-scheme: dark)").matches,
                widest: wide.slice(0, 3).map(e => e.tagName + " " + e.textContent.trim().slice(0, 40)),
            }), "*");
        });
        </script>
        """;

    [GeneratedRegex("<p>seen(\\{.*?\\})</p>")]
    private static partial Regex Answer();
}
