using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Keelson.Analyzers;

/// <summary>What an expression is before it becomes another type.</summary>
internal static class Conversions
{
    public static IOperation Under(IOperation one)
    {
        while (one is IConversionOperation { OperatorMethod: null } conversion)
        {
            one = conversion.Operand;
        }

        return one;
    }

    /// <summary>Who uses it, whatever it becomes on the way.</summary>
    public static IOperation? UserOf(IOperation one)
    {
        IOperation? user = one.Parent;
        while (user is IConversionOperation or IParenthesizedOperation)
        {
            user = user.Parent;
        }

        return user;
    }
}
