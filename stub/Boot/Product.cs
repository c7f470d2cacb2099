using System;

namespace Keelson.Stub;

/// <summary>The stub with what a whole medium needs: boot entries, and self-test support.</summary>
internal static class Product
{
    public const string Name = "boot";

    /// <summary>Kernels that a distribution packed.</summary>
    public static bool Unpacks => true;

    public static ReadOnlySpan<byte> WhereElse =>
        "the options name none (kernel=PATH), and its volume has no /loader/entries/*.conf to boot"u8;
}
