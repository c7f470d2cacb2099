using Keelson.Tools.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Keelson.Analyzers;

/// <summary>Exceptions, and what lies on the stack.</summary>
internal static class FlowRules
{
    public static Refusal? Judge(IOperation one) =>
        one switch
        {
            ICatchClauseOperation => Refusal.Catch,
            IThrowOperation { Exception: { } thrown } when !IsNew(thrown) => Refusal.Throw,
            IVariableDeclaratorOperation { Symbol: { RefKind: RefKind.None, IsConst: false } local }
                when SymbolSize.Of(local.Type) is var bytes && bytes > StackLimits.MaximumFrameBytes =>
                Refusal.BigFrame(bytes),
            _ => null,
        };

    public static Refusal? Judge(StackAllocArrayCreationExpressionSyntax stack, CodeBlock code, IOperation body)
    {
        if (stack.Ancestors().TakeWhile(node => !IsFunction(node)).OfType<FinallyClauseSyntax>().Any())
        {
            return Refusal.StackallocInFinally;
        }

        SemanticModel model = body.SemanticModel!;
        return
            stack.Type is ArrayTypeSyntax array
            && array.RankSpecifiers.FirstOrDefault()?.Sizes.FirstOrDefault() is { } size
            && model.GetConstantValue(size) is { HasValue: true, Value: int count }
            && model.GetTypeInfo(array.ElementType).Type is { } element
            && count * SymbolSize.Of(element) is var bytes
            && bytes > StackLimits.MaximumStackallocBytes
            ? Refusal.BigStackalloc(bytes)
            : null;
    }

    private static bool IsFunction(SyntaxNode node) =>
        node is LambdaExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax;

    private static bool IsNew(IOperation thrown) =>
        Conversions.Under(thrown) is IObjectCreationOperation { Initializer: null };
}
