using System;
using Keelson.BootTime;
using Keelson.Text;

namespace Keelson.Audits;

/// <summary>What <see cref="BootTimeFacts"/> say of the firmware.</summary>
public static class BootTimeAudit
{
    public const BootTimeFacts WrongCrcs =
        BootTimeFacts.SystemTableCrc | BootTimeFacts.BootServicesCrc | BootTimeFacts.RuntimeServicesCrc;

    public const BootTimeFacts WrongHeaders =
        BootTimeFacts.SystemTableHeader | BootTimeFacts.BootServicesHeader | BootTimeFacts.RuntimeServicesHeader;

    public const BootTimeFacts Unprotected =
        BootTimeFacts.HeapExecutable | BootTimeFacts.StackExecutable | BootTimeFacts.CodeWritable;

    /// <param name="wrong">One of <see cref="WrongCrcs"/> or <see cref="WrongHeaders"/>.</param>
    public static ReadOnlySpan<byte> TableOf(BootTimeFacts wrong) =>
        wrong is BootTimeFacts.SystemTableCrc or BootTimeFacts.SystemTableHeader ? "EFI_SYSTEM_TABLE"u8
        : wrong is BootTimeFacts.BootServicesCrc or BootTimeFacts.BootServicesHeader ? "EFI_BOOT_SERVICES"u8
        : "EFI_RUNTIME_SERVICES"u8;

    /// <summary>shim's bits, by its names; an absent one is left out.</summary>
    public static TextLine ToLine(BootTimeFacts facts)
    {
        TextLine line = $"HSI";
        Append(ref line, facts & BootTimeFacts.HeapExecutable, " HEAPX"u8);
        Append(ref line, facts & BootTimeFacts.StackExecutable, " STACKX"u8);
        Append(ref line, facts & BootTimeFacts.CodeWritable, " ROW"u8);
        Append(ref line, facts & BootTimeFacts.HasAttributeProtocol, " HASMAP"u8);
        Append(ref line, facts & BootTimeFacts.HasDxeServices, " HASDST"u8);
        Append(ref line, facts & BootTimeFacts.HasGetMemorySpace, " HASDSTGMSD"u8);
        Append(ref line, facts & BootTimeFacts.HasSetMemorySpace, " HASDSTSMSA"u8);
        return line;
    }

    private static void Append(ref TextLine line, BootTimeFacts bit, ReadOnlySpan<byte> name)
    {
        if (bit != 0)
        {
            line.AppendFormatted(name);
        }
    }
}
