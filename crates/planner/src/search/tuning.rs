//! The numbers of the search that were found by trying. The usual ones are what measured best (decisions/0052 and 0053); `examples/plan --set`
//! takes others, so that a number is tried without building anew.

/// What a search for a classical instance is tuned by. Days keep to their own ways where these say so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// Temperatures at the beginning and at the end, in typical legs.
    pub hot: f64,
    pub cold: f64,
    /// With so many tries for each task the search is heated once more, with twice as many twice; and to this share of what it began with.
    pub cycle: f64,
    pub reheat: f64,
    /// Tasks taken out per try, on average, and the longest string.
    pub average: f64,
    pub longest: f64,
    /// The share of tries around tasks that go well together in time too, instead of the nearest.
    pub in_time: f64,
    /// So many beginnings of tries and swaps lie near each other, among so many tasks, before others are looked at; 0: anywhere each time.
    pub focus: f64,
    pub focus_tasks: f64,
    /// The share of tries that take out several times as much and open a route more easily.
    pub wide: f64,
    /// Tries per step to swap the ends of two routes, and pieces of them.
    pub tails: f64,
    pub pieces: f64,
    /// Whether plans are chosen among the routes of earlier ones (1 or 0).
    pub pool: f64,
    /// With fewer tries for each task than this, several threads work on a part of the plan each.
    pub parts: f64,
}

impl Tuning {
    pub const USUAL: Self = Self {
        hot: 2.0,
        cold: 0.05,
        cycle: 1e9,
        reheat: 0.5,
        average: 10.0,
        longest: 10.0,
        in_time: 0.0,
        focus: 0.0,
        focus_tasks: 100.0,
        wide: 0.0,
        tails: 16.0,
        pieces: 8.0,
        pool: 1.0,
        parts: 0.0,
    };

    /// Sets one number by its name.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), String> {
        let number = match name {
            "hot" => &mut self.hot,
            "cold" => &mut self.cold,
            "cycle" => &mut self.cycle,
            "reheat" => &mut self.reheat,
            "average" => &mut self.average,
            "longest" => &mut self.longest,
            "in_time" => &mut self.in_time,
            "focus" => &mut self.focus,
            "focus_tasks" => &mut self.focus_tasks,
            "wide" => &mut self.wide,
            "tails" => &mut self.tails,
            "pieces" => &mut self.pieces,
            "pool" => &mut self.pool,
            "parts" => &mut self.parts,
            _ => return Err(format!("nothing is called {name}")),
        };
        *number = value;
        Ok(())
    }
}

impl Default for Tuning {
    fn default() -> Self {
        Self::USUAL
    }
}
