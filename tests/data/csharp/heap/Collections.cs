using System;
using System.Collections.Generic;
using Keelson.Efi;

namespace Keelson.Cases.Heap;

// == List<T>: made, changed, searched, sorted, gone through
static class Lists
{
    record struct Item(string Name, int Weight);

    public static void Run()
    {
        List<int> numbers = [5, 3, Hidden.Int(9)];
        numbers.Add(1);
        numbers.AddRange(numbers);
        numbers.Insert(0, 7);
        numbers.Insert(numbers.Count, 8);
        Say(numbers);
        EfiApplication.WriteLine($"{numbers.Remove(3)} {numbers.Remove(33)} {numbers.RemoveAll(n => n == 5)}");
        numbers.RemoveAt(0);
        numbers.Sort();
        Say(numbers);
        EfiApplication.WriteLine($"{numbers.BinarySearch(8)} {numbers.BinarySearch(2)} {numbers.BinarySearch(100)}");
        EfiApplication.WriteLine($"{numbers.IndexOf(9)} {numbers.LastIndexOf(9)} {numbers.Contains(4)} {numbers[^1]}");
        numbers.Reverse();
        numbers.RemoveRange(1, 2);
        numbers[0] = -1;
        Say(numbers.GetRange(1, 2));
        Say(numbers[1..3]);
        Say(numbers.FindAll(n => n > 1));
        EfiApplication.WriteLine(
            $"{numbers.Find(n => n > 100)} {numbers.FindIndex(n => n > 1)} {numbers.Exists(n => n < 0)}"
        );
        EfiApplication.WriteLine(string.Join(", ", numbers.ConvertAll(n => $"<{n}>")));
        int[] spread = [0, .. numbers, Hidden.Int(4), .. numbers[1..]];
        List<int> copy = [.. spread, .. spread.AsSpan(2)];
        EfiApplication.WriteLine($"{spread.Length} {copy.Count} {copy[^1]} {spread[5]}");
        numbers.Clear();
        EfiApplication.WriteLine(
            $"{numbers.Count} {numbers.TrueForAll(n => n > 0)} {new List<int>(Hidden.Int(12)).Capacity}"
        );

        List<Item> items = new() { new("b", 2), new("a", Hidden.Int(2)), new("c", 1) };
        items.Sort((left, right) => left.Weight.CompareTo(right.Weight));
        foreach (Item item in items)
        {
            EfiApplication.WriteLine(item.ToString());
        }
        EfiApplication.WriteLine($"{items.Contains(new Item("a", 2))} {items.IndexOf(new Item("a", 3))}");
        List<object?> mixed = ["text", null, 3, 'c', items[0]];
        mixed.ForEach(one => EfiApplication.WriteLine(one is null ? "nothing" : one.ToString()!));
        EfiApplication.WriteLine($"{mixed.Contains(3)} {mixed.IndexOf(null)} {mixed.Contains(new Item("c", 1))}");
    }

    static void Say(List<int> list) =>
        EfiApplication.WriteLine(string.Join(" ", list.ConvertAll(one => one.ToString()).ToArray()));
}

// == Dictionary<TKey, TValue>: by strings, numbers and structures; in the order of .NET's
static class Dictionaries
{
    record struct Place(int X, int Y);

    public static void Run()
    {
        Dictionary<string, int> ages = new() { ["ada"] = 36, ["alan"] = Hidden.Int(41) };
        ages.Add("kurt", 71);
        ages["ada"]++;
        EfiApplication.WriteLine($"{ages.Count} {ages["ada"]} {ages.ContainsKey("grace")} {ages.ContainsValue(71)}");
        EfiApplication.WriteLine(
            $"{ages.TryGetValue("none", out int age)} {age} {ages.TryAdd("alan", 1)} {ages["alan"]}"
        );
        ages.Remove("ada");
        ages["emmy"] = 53;
        ages["john"] = 53;
        foreach ((string name, int years) in ages)
        {
            EfiApplication.WriteLine($"{name} {years}");
        }
        List<string> names = [];
        foreach (string name in ages.Keys)
        {
            names.Add(name);
        }
        EfiApplication.WriteLine(string.Join(",", names.ToArray()));
        int sum = 0;
        foreach (int years in ages.Values)
        {
            sum += years;
        }
        EfiApplication.WriteLine($"{sum} {ages.Remove("emmy", out int gone)} {gone} {ages.Remove("emmy")}");
        EfiApplication.WriteLine($"{ages.GetValueOrDefault("kurt")} {ages.GetValueOrDefault("emmy", -1)}");

        Dictionary<Place, string> map = [];
        for (int i = 0; i < Hidden.Int(40); i++)
        {
            map[new Place(i % 7, i / 7)] = $"{i}";
        }
        EfiApplication.WriteLine($"{map.Count} {map[new Place(3, 2)]} {map.ContainsKey(new Place(7, 0))}");

        Dictionary<string, string> lengths = new(Hidden.Int(3)) { { "one", "first" }, { "two", "second" } };
        foreach (KeyValuePair<string, string> pair in lengths)
        {
            EfiApplication.WriteLine(pair.ToString());
        }
    }
}

// == HashSet<T>, Queue<T> and Stack<T>
static class SetsAndQueues
{
    static string Text(HashSet<string?> set)
    {
        List<string?> members = [];
        foreach (string? member in set)
        {
            members.Add(member);
        }
        return string.Join("+", members.ToArray());
    }

    public static void Run()
    {
        HashSet<string?> seen = [];
        EfiApplication.WriteLine(
            $"{seen.Add("a")} {seen.Add(Hidden.Text("a"))} {seen.Add(null)} {seen.Add(null)} {seen.Count}"
        );
        seen.UnionWith(new HashSet<string?> { "b", "c", "a" });
        seen.Remove("b");
        seen.Add("d");
        EfiApplication.WriteLine(Text(seen));
        seen.IntersectWith(new HashSet<string?> { "d", "a", "x" });
        EfiApplication.WriteLine(
            $"{Text(seen)} {seen.SetEquals(new HashSet<string?> { "a", "d" })} {seen.Contains(null)}"
        );
        seen.ExceptWith(new HashSet<string?> { "a" });
        EfiApplication.WriteLine($"{seen.Count} {seen.RemoveWhere(one => one == "d")} {seen.Count}");

        Queue<int> queue = new();
        Stack<int> stack = new();
        int state = Hidden.Int(7);
        for (int i = 0; i < 200; i++)
        {
            state = state * 1103515245 + 12345;
            if ((state >> 16 & 3) != 0)
            {
                queue.Enqueue(i);
                stack.Push(i);
            }
            else
            {
                EfiApplication.WriteLine(
                    $"{queue.TryDequeue(out int first)} {first} {stack.TryPop(out int last)} {last}"
                );
            }
        }
        EfiApplication.WriteLine(
            $"{queue.Count} {queue.Peek()} {stack.Peek()} {queue.Contains(150)} {stack.Contains(0)}"
        );
        int hash = 0;
        foreach (int one in queue)
        {
            hash = hash * 31 + one;
        }
        foreach (int one in stack)
        {
            hash = hash * 31 + one;
        }
        EfiApplication.WriteLine(
            $"{hash} {queue.ToArray()[3]} {stack.ToArray()[3]} {new Stack<int>(queue.ToArray()).Pop()}"
        );
    }
}

// == thousands of entries added, removed and gone through, as .NET does it
static class ManyEntries
{
    public static void Run()
    {
        Dictionary<long, int> table = [];
        List<int> list = [];
        HashSet<uint> set = [];
        uint state = (uint)Hidden.Int(1);
        for (int i = 0; i < 20_000; i++)
        {
            state = state * 1664525 + 1013904223;
            long key = (long)(state >> 20) << 32;
            switch (state >> 12 & 7)
            {
                case 0:
                    table.Remove(key);
                    _ = list.Count > 0 && list.Remove(list[(int)(state % (uint)list.Count)]);
                    break;
                case 1:
                    set.Remove(state >> 22);
                    break;
                case 2 when list.Count > 300:
                    list.RemoveRange((int)(state % 250), 40);
                    break;
                case 3:
                    list.Insert(list.Count / 2, i);
                    break;
                case 4 when i % 4_000 == 0:
                    table.Clear();
                    set.Clear();
                    break;
                default:
                    table[key] = i;
                    set.Add(state >> 22);
                    list.Add((int)(state >> 8));
                    break;
            }
            if (i % 2_000 == 0)
            {
                Say(table, list, set);
            }
        }
        list.Sort();
        Say(table, list, set);
    }

    static void Say(Dictionary<long, int> table, List<int> list, HashSet<uint> set)
    {
        long sum = 0;
        foreach ((long key, int value) in table)
        {
            sum = sum * 31 + key + value;
        }
        foreach (int one in list)
        {
            sum = sum * 31 + one;
        }
        foreach (uint one in set)
        {
            sum = sum * 31 + one;
        }
        EfiApplication.WriteLine($"{table.Count} {list.Count} {set.Count} {sum}");
    }
}
