using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// Ends the program before its stack runs into what lies below: firmware gives an application some 128 KB and no guard
/// page (UEFI 2.10, 2.3.6). The build puts the calls where a program may go deep without knowing (tools/Weaving): into
/// methods that lead back to themselves, and in front of stackalloc. Without a limit set there is none.
/// </summary>
public static class StackGuard
{
    private static nuint s_lowest;

    /// <param name="roomBytes">What may be used below the caller's frame.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static unsafe void Limit(uint roomBytes)
    {
        nint here = 0;
        // SAFETY: the address is compared and never followed.
        s_lowest = (nuint)(&here) - roomBytes;
    }

    /// <summary>The program is at its end, or on a stack of another's.</summary>
    public static void Lift() => s_lowest = 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Check()
    {
        nint here = 0;
        // SAFETY: as above.
        if ((nuint)(&here) < s_lowest)
        {
            Overflow();
        }
    }

    /// <summary>In front of stackalloc.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void CheckRoom(nuint sizeBytes)
    {
        nint here = 0;
        // SAFETY: as above.
        nuint stack = (nuint)(&here);
        if (s_lowest != 0 && (stack < s_lowest || stack - s_lowest < sizeBytes))
        {
            Overflow();
        }
    }

    private static void Overflow()
    {
        // There is room enough to say so.
        Lift();
        FailFast.Stop(FailReason.StackOverflow);
    }
}
