using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Keelson.DeviceTree;

/// <summary>
/// One walk over an untrusted structure block (Devicetree Specification v0.4, 5.4) that every later, unchecked walk
/// relies on. Reads inside the block only, and each step moves forward, so that it ends on any input.
/// </summary>
internal ref struct StructureValidator
{
    private readonly ReadOnlySpan<byte> _structure;

    /// <summary>The same, as words: every step leads to one.</summary>
    private readonly ReadOnlySpan<uint> _words;
    private readonly ReadOnlySpan<byte> _strings;

    /// <summary>
    /// Names that begin after this offset have no NUL; found once, so that many names can't make the walk quadratic.
    /// </summary>
    private readonly int _lastTerminator;
    private int _at;
    private int _depth;
    private bool _sawRoot;

    /// <summary>Bit d: the open node at depth d has had a subnode, and may have no more properties.</summary>
    private ulong _hadSubnode;

    public StructureValidator(ReadOnlySpan<byte> structure, ReadOnlySpan<byte> strings)
    {
        _structure = structure;
        _words = MemoryMarshal.Cast<byte, uint>(structure);
        _strings = strings;
        _lastTerminator = strings.Length - 1;
        while (_lastTerminator >= 0 && strings[_lastTerminator] != 0)
        {
            _lastTerminator--;
        }
    }

    /// <summary>Bytes up to and with FDT_END, once <see cref="Check"/> returned None.</summary>
    public readonly int Length => _at;

    public DeviceTreeError Check()
    {
        while (TryReadWord(out uint token))
        {
            DeviceTreeError error = DeviceTreeError.None;
            switch ((StructureToken)token)
            {
                case StructureToken.BeginNode:
                    error = BeginNode();
                    break;
                case StructureToken.EndNode:
                    error = EndNode();
                    break;
                case StructureToken.Property:
                    error = Property();
                    break;
                case StructureToken.Nop:
                    break;
                case StructureToken.End:
                    return End();
                default:
                    return DeviceTreeError.BadToken;
            }
            if (error != DeviceTreeError.None)
            {
                return error;
            }
        }
        return DeviceTreeError.MissingEnd;
    }

    private DeviceTreeError BeginNode()
    {
        if (_depth == 0 && _sawRoot)
        {
            return DeviceTreeError.SecondRoot;
        }

        if (_depth == DeviceTreeBlob.MaximumDepth)
        {
            return DeviceTreeError.TooDeep;
        }

        ReadOnlySpan<byte> rest = _at < _structure.Length ? _structure[_at..] : default;
        int length = rest.IndexOf((byte)0);
        if (length < 0)
        {
            return DeviceTreeError.UnterminatedNodeName;
        }

        if (_depth == 0 && length != 0)
        {
            return DeviceTreeError.NamedRoot;
        }

        if (_depth != 0 && !NodeName.CanBeFound(rest[..length]))
        {
            return DeviceTreeError.BadNodeName;
        }

        if (_depth != 0)
        {
            _hadSubnode |= 1UL << (_depth - 1);
        }

        _hadSubnode &= ~(1UL << _depth);
        _sawRoot = true;
        _depth++;
        _at = StructureCursor.Align(_at + length + 1);
        return DeviceTreeError.None;
    }

    private DeviceTreeError EndNode()
    {
        if (_depth == 0)
        {
            return DeviceTreeError.UnopenedNode;
        }

        _depth--;
        return DeviceTreeError.None;
    }

    private DeviceTreeError Property()
    {
        if (_depth == 0)
        {
            return DeviceTreeError.PropertyOutsideNode;
        }

        if ((_hadSubnode & (1UL << (_depth - 1))) != 0)
        {
            return DeviceTreeError.PropertyAfterSubnode;
        }

        if (
            !TryReadWord(out uint length)
            || !TryReadWord(out uint nameOffset)
            || length > (uint)(_structure.Length - _at)
        )
        {
            return DeviceTreeError.TruncatedProperty;
        }

        if (nameOffset >= (uint)_strings.Length)
        {
            return DeviceTreeError.PropertyNameOutside;
        }

        if ((int)nameOffset > _lastTerminator)
        {
            return DeviceTreeError.UnterminatedPropertyName;
        }

        if (_strings[(int)nameOffset] == 0)
        {
            return DeviceTreeError.BadPropertyName;
        }

        _at = StructureCursor.Align(_at + (int)length);
        return DeviceTreeError.None;
    }

    private readonly DeviceTreeError End()
    {
        if (_depth != 0)
        {
            return DeviceTreeError.UnclosedNode;
        }

        return _sawRoot ? DeviceTreeError.None : DeviceTreeError.MissingRoot;
    }

    // The padding of the last piece may carry the position past the end: then there is no next word.
    private bool TryReadWord(out uint word)
    {
        word = 0;
        if (_structure.Length - _at < 4)
        {
            return false;
        }

        word = BinaryPrimitives.ReverseEndianness(_words[_at / sizeof(uint)]);
        _at += sizeof(uint);
        return true;
    }
}
