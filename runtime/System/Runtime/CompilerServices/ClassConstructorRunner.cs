namespace System.Runtime.CompilerServices;

/// <summary>
/// Runs a static constructor that could not be run at compile time, at the first use of its type (ECMA-335, II.10.5.3).
/// Compiled code calls these by name in front of each use. There is one thread of execution, so a constructor met again
/// while it runs is one that its own work led back to, and sees what has been set so far, as in .NET.
/// </summary>
internal static class ClassConstructorRunner
{
    // SAFETY: ilc hands over the context that it laid down for the type.
    private static unsafe nint CheckStaticClassConstructionReturnNonGCStaticBase(
        StaticClassConstructionContext* context,
        nint statics
    )
    {
        CheckStaticClassConstruction(context);
        return statics;
    }

    // SAFETY: ilc hands over the context that it laid down for the type.
    private static unsafe object? CheckStaticClassConstructionReturnGCStaticBase(
        StaticClassConstructionContext* context,
        object? statics
    )
    {
        CheckStaticClassConstruction(context);
        return statics;
    }

    // SAFETY: the address is that of the static constructor, which takes nothing and gives nothing.
    private static unsafe void CheckStaticClassConstruction(StaticClassConstructionContext* context)
    {
        nint constructor = context->cctorMethodAddress;
        if (constructor == 0)
        {
            return;
        }

        context->cctorMethodAddress = 0;
        ((delegate* <void>)constructor)();
    }
}

/// <summary>What ilc lays down in front of a type's statics: zero once the constructor was begun.</summary>
internal struct StaticClassConstructionContext
{
    public nint cctorMethodAddress;
}
