using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Keelson.Guests.Faults;

/// <summary>Where a program of .NET would end with an exception that nobody catches.</summary>
internal static class LanguageFaults
{
    private static int s_zero;

    /// <returns>False for a name that is none of these.</returns>
    public static bool TryProvoke(ReadOnlySpan<byte> name)
    {
        int? none = s_zero == 0 ? null : 3;
        if (name.SequenceEqual("throw"u8))
        {
            Throw(s_zero);
        }
        else if (name.SequenceEqual("unmatched"u8))
        {
            s_zero = Match(s_zero);
        }
        else if (name.SequenceEqual("assert"u8))
        {
            Debug.Assert(s_zero != 0);
        }
        else if (name.SequenceEqual("value"u8))
        {
            s_zero = none!.Value;
        }
        else if (name.SequenceEqual("recursion"u8))
        {
            s_zero = Deepen(1);
        }
        else
        {
            return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(int number)
    {
        if (number == 0)
        {
            throw new ArgumentException("zero", nameof(number));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Match(int number) =>
#pragma warning disable CS8509 // On purpose.
        number switch
        {
            1 => 2,
            2 => 3,
        };
#pragma warning restore CS8509

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deepen(int number) => number == s_zero ? 0 : Deepen(number + 1) + 1;
}
