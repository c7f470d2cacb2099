using System;
using System.Diagnostics.CodeAnalysis;

namespace Keelson.Text;

/// <summary>The step from a line's own memory to a larger one.</summary>
public ref partial struct TextLine
{
    /// <summary>In place of a slot: nothing comes behind the mark.</summary>
    private const int AlreadyCut = -1;

    [UnscopedRef]
    private Span<byte> Bytes => LongText.Exists && _slot > 0 ? LongText.Slot(_slot) : _memory;

    /// <summary>Nothing changes where there is no slot left, or the line was cut already.</summary>
    private void Grow()
    {
        if (_slot != 0)
        {
            return;
        }

        int slot = LongText.Take();
        if (slot == 0)
        {
            _slot = AlreadyCut;
            return;
        }

        ((Span<byte>)_memory)[.._length].CopyTo(LongText.Slot(slot));
        _slot = slot;
        _room = LongText.CapacityBytes - _length;
    }

    /// <summary>
    /// For the writer of the line. What is kept of a long one is what fits into the line itself.
    /// </summary>
    public void Release()
    {
        if (!LongText.Exists || _slot <= 0)
        {
            return;
        }

        LongText.Slot(_slot)[..CapacityBytes].CopyTo(_memory);
        LongText.Free(_slot);
        _slot = 0;
        _length = CapacityBytes;
        _room = 0;
        Cut();
        _slot = AlreadyCut;
    }
}
