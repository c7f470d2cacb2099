using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Keelson.Tools.Tests;

/// <summary>
/// Where a source file leaves safe code, and whether it says there why that holds: <c>unsafe</c> stands on a member or
/// a block, never on a type, and whatever it covers has a line <c>// SAFETY:</c> above it or in it.
/// </summary>
internal static class UnsafeCode
{
    private const string Mark = "// SAFETY: ";

    /// <returns>A line number and what is wrong there.</returns>
    public static IEnumerable<(int Line, string Problem)> Unexplained(string source)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(source).GetRoot();
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            string? problem = node switch
            {
                BaseTypeDeclarationSyntax type when IsUnsafe(type.Modifiers) =>
                    "a whole type is unsafe: say so of its members",
                MemberDeclarationSyntax member when IsUnsafe(member.Modifiers) && HasCode(member) => Explain(member),
                LocalFunctionStatementSyntax function when IsUnsafe(function.Modifiers) => Explain(function),
                UnsafeStatementSyntax block => Explain(block),
                MemberAccessExpressionSyntax
                {
                    Expression: IdentifierNameSyntax { Identifier.Text: "Unsafe" },
                    Name.Identifier.Text: not "SizeOf"
                } access => Explain(access.FirstAncestorOrSelf<MemberDeclarationSyntax>()!),
                _ => null,
            };
            if (problem is not null)
            {
                yield return (node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, problem);
            }
        }
    }

    private static bool IsUnsafe(SyntaxTokenList modifiers) => modifiers.Any(SyntaxKind.UnsafeKeyword);

    /// <summary>A field without a value and a method without a body do nothing yet.</summary>
    private static bool HasCode(MemberDeclarationSyntax member) =>
        member switch
        {
            BaseTypeDeclarationSyntax or DelegateDeclarationSyntax => false,
            BaseFieldDeclarationSyntax field => field.Declaration.Variables.Any(one => one.Initializer is not null),
            BaseMethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null,
            _ => true,
        };

    private static string? Explain(SyntaxNode node) =>
        node.DescendantTrivia().Any(IsExplanation)
            ? null
            : $"unsafe code without a line '{Mark.Trim()}' above it or in it that says why it holds";

    private static bool IsExplanation(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
        && trivia.ToString() is string comment
        && comment.StartsWith(Mark, StringComparison.Ordinal)
        && comment.Length > Mark.Length;
}
