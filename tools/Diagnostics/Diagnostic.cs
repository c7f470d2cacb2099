namespace Keelson.Tools.Diagnostics;

/// <summary>
/// One numbered finding in MSBuild's canonical form (<c>origin : error CODE: text</c>), so that <c>Exec</c> turns a
/// line on standard output into a build error at the right file. Codes: KEEL0xx objects, KEEL1xx linked images, KEEL2xx
/// flat images.
/// </summary>
/// <param name="Origin">A file, or <c>file(line)</c>.</param>
/// <param name="Code">KEELnnn.</param>
/// <param name="Text">What is wrong, then what to do.</param>
public sealed record Diagnostic(string Origin, string Code, string Text)
{
    public override string ToString() => $"{Origin} : error {Code}: {Text}";
}
