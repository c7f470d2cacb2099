using System;

namespace Keelson.Stub;

/// <summary>The stub alone: for the kernel that a tool puts behind it, or that its options name.</summary>
internal static class Product
{
    public const string Name = "stub";

    public static ReadOnlySpan<byte> WhereElse =>
        "and the options name none (kernel=PATH). boot.efi boots the entries of a volume"u8;
}
