using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Keelson.Tools.Tests;

/// <summary>
/// What documents and comments name: files, folders, and types and members by their capitals. Each must be in the tree,
/// or be known as somebody else's.
/// </summary>
internal sealed partial class NamedThings
{
    private static readonly string[] s_code = [".cs"];
    private static readonly string[] s_slashed = [".S", ".inc", ".c"];
    private static readonly string[] s_marked = [".targets", ".props", ".csproj", ".slnx"];
    private static readonly string[] s_hashed = [".sh", ".ps1", ".qemu", ".editorconfig"];

    private readonly HashSet<string> _paths = [];
    private readonly HashSet<string> _fileNames = [];
    private readonly HashSet<string> _folders = [];
    private readonly HashSet<string> _identifiers = [];
    private readonly List<(string File, string Text)> _comments = [];

    public NamedThings()
    {
        foreach (string file in SourceTree.Files)
        {
            _fileNames.Add(Path.GetFileName(file));
            _identifiers.Add(Path.GetFileNameWithoutExtension(file));
            for (string? path = file; !string.IsNullOrEmpty(path); path = Path.GetDirectoryName(path))
            {
                _paths.Add(path.Replace('\\', '/'));
            }

            if (file.Contains('/'))
            {
                _folders.Add(file[..file.IndexOf('/')]);
            }

            // The tests of this very thing name what is not there.
            if (!file.EndsWith("/ReferenceTests.cs", StringComparison.Ordinal))
            {
                Read(file);
            }
        }
    }

    /// <returns>What is named and is nowhere, with where it is named.</returns>
    /// <param name="isForeign">Whether a name is somebody else's.</param>
    public IEnumerable<string> Unknown(Func<string, bool> isForeign) =>
        _comments
            .SelectMany(one =>
                UnknownIn(one.Text).Where(name => !isForeign(name)).Select(name => $"{one.File}: {name}")
            )
            .Distinct();

    /// <summary>The names in a text that are of nothing in the tree.</summary>
    public IEnumerable<string> UnknownIn(string text)
    {
        foreach (string path in PathPattern().Matches(text).Select(match => match.Value.TrimEnd('/', '.', '-')))
        {
            if (
                path.Contains('/')
                && _folders.Contains(path[..path.IndexOf('/')])
                && !_paths.Contains(path)
                && !IsPattern(path)
            )
            {
                yield return path;
            }
        }

        foreach (string file in FilePattern().Matches(text).Select(match => match.Value))
        {
            if (!_fileNames.Contains(file))
            {
                yield return file;
            }
        }

        IEnumerable<string> words = WordPattern()
            .Matches(text)
            .Select(match => match.Value)
            .Concat(CrefPattern().Matches(text).SelectMany(match => Parts().Split(match.Groups[1].Value)));
        foreach (string word in words.Where(word => word.Length > 1 && !_identifiers.Contains(word)).Distinct())
        {
            yield return word;
        }
    }

    /// <summary>A path that several files begin with, before a <c>*</c>.</summary>
    private bool IsPattern(string start) => _paths.Any(path => path.StartsWith(start, StringComparison.Ordinal));

    private void Read(string file)
    {
        string extension = Path.GetExtension(file);
        if (s_code.Contains(extension))
        {
            ReadCSharp(file);
        }
        else if (extension == ".md")
        {
            // Only what is set as code: the rest is prose.
            AddComment(file, string.Join('\n', CodePattern().Matches(SourceTree.Read(file)).Select(one => one.Value)));
        }
        else if (CommentIn(extension) is { } comment)
        {
            string text = SourceTree.Read(file);
            AddComment(file, string.Join('\n', comment.Matches(text).Select(match => match.Value)));
            AddIdentifiers(comment.Replace(text, " "));
        }
    }

    private static Regex? CommentIn(string extension) =>
        s_slashed.Contains(extension) ? SlashedComment()
        : s_marked.Contains(extension) ? MarkedComment()
        : s_hashed.Contains(extension) ? HashedComment()
        : null;

    private void ReadCSharp(string file)
    {
        foreach (SyntaxToken token in CSharpSyntaxTree.ParseText(SourceTree.Read(file)).GetRoot().DescendantTokens())
        {
            AddIdentifiers(token.Text);
            foreach (SyntaxTrivia trivia in token.LeadingTrivia.Concat(token.TrailingTrivia).Where(IsComment))
            {
                AddComment(file, trivia.ToFullString());
            }
        }

        static bool IsComment(SyntaxTrivia trivia) =>
            trivia.Kind()
                is SyntaxKind.SingleLineCommentTrivia
                    or SyntaxKind.MultiLineCommentTrivia
                    or SyntaxKind.SingleLineDocumentationCommentTrivia;
    }

    private void AddComment(string file, string text) => _comments.Add((file, text));

    private void AddIdentifiers(string code) =>
        _identifiers.UnionWith(Identifier().Matches(code).Select(match => match.Value));

    [GeneratedRegex(@"(?<![\w./*-])[a-z][\w-]*/[\w./-]+")]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"(?<![\w./*-])[\w.-]*\w\.(cs|S|inc|targets|props|csproj|slnx|qemu|ps1)\b")]
    private static partial Regex FilePattern();

    // Two humps and more: one alone may be any word.
    [GeneratedRegex(@"\b[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+\b(?!\.(?:cs|S|inc)\b)")]
    private static partial Regex WordPattern();

    [GeneratedRegex("cref=\"([^\"]+)\"")]
    private static partial Regex CrefPattern();

    [GeneratedRegex(@"\W+|\b[TE]\b")]
    private static partial Regex Parts();

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"(?m)(?<![:\w""])//[^\n]*|(?s:/\*.*?\*/)")]
    private static partial Regex SlashedComment();

    [GeneratedRegex("(?s)<!--.*?-->")]
    private static partial Regex MarkedComment();

    [GeneratedRegex(@"(?m)(?:^|(?<=\s))#[^\n]*")]
    private static partial Regex HashedComment();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Identifier();
}
