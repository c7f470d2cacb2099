using System;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Launcher;

/// <summary>
/// Takes ConOut out of the system table and puts it back: a machine without a console, for as long as the child runs.
/// </summary>
internal readonly struct ConsoleSwitch
{
    private readonly unsafe SystemTable* _table;
    private readonly ulong _handle;
    private readonly ulong _output;

    // SAFETY: the table is the firmware's, of which two fields are read.
    private unsafe ConsoleSwitch(SystemTable* table)
    {
        _table = table;
        _handle = table->ConsoleOutHandle;
        _output = table->ConOut;
    }

    // SAFETY: the address is that of the system table.
    public static unsafe ConsoleSwitch Of(EfiSystem system) => new((SystemTable*)system.Address.Value);

    public void TurnOff() => Write(0, 0);

    public void TurnOn() => Write(_handle, _output);

    // SAFETY: the firmware's system table is writable until ExitBootServices; its CRC is kept right.
    private unsafe void Write(ulong handle, ulong output)
    {
        _table->ConsoleOutHandle = handle;
        _table->ConOut = output;
        _table->Header.Crc32 = 0;
        _table->Header.Crc32 = Crc32.Of(new ReadOnlySpan<byte>(_table, (int)_table->Header.HeaderSizeBytes));
    }
}
