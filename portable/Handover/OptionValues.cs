using System;

namespace Keelson.Handover;

/// <summary>Values of those <see cref="OptionNames"/> that are a choice.</summary>
public static class OptionValues
{
    public static ReadOnlySpan<byte> Delete => "delete"u8;
    public static ReadOnlySpan<byte> None => "none"u8;
    public static ReadOnlySpan<byte> Psci => "psci"u8;
    public static ReadOnlySpan<byte> Read => "read"u8;
    public static ReadOnlySpan<byte> Reset => "reset"u8;
    public static ReadOnlySpan<byte> Set => "set"u8;
    public static ReadOnlySpan<byte> Twice => "twice"u8;
    public static ReadOnlySpan<byte> Write => "write"u8;
    public static ReadOnlySpan<byte> Yes => "yes"u8;
}
